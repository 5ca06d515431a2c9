import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "./url_signal.ts";

/** What the reader has chosen for some things by their keys, kept in the address. */
export interface UrlChoices<Value extends string> {
  /** All that is chosen. */
  readonly chosen: ReadonlySignal<ReadonlyMap<string, Value>>;
  /** Chooses a value. */
  choose(key: string, value: Value): void;
  /** Forgets all of them. */
  reset(): void;
}

/**
 * Choices that an address holds. Whatever it has that is none is left out.
 *
 * @param name Of the parameter in the address.
 * @param isValue Whether something is a choice.
 */
export function urlChoices<Value extends string>(
  name: string,
  isValue: (value: unknown) => value is Value,
): UrlChoices<Value> {
  const text = urlSignal(name);
  const chosen = computed(() => parse(text.value, isValue));
  return {
    chosen,
    choose(key, value) {
      text.value = JSON.stringify(Object.fromEntries(new Map(chosen.peek()).set(key, value)));
    },
    reset() {
      text.value = "";
    },
  };
}

function parse<Value>(
  text: string,
  isValue: (value: unknown) => value is Value,
): Map<string, Value> {
  let given: unknown;
  try {
    given = text === "" ? {} : JSON.parse(text);
  } catch {
    given = {};
  }
  const entries = Object.entries<unknown>(Object(given));
  return new Map(entries.filter((entry): entry is [string, Value] => isValue(entry[1])));
}
