import { urlSignal } from "./url_signal.ts";

/** A part of a panel's state that stands in the address, and how it is changed. */
export function useUrlState(key: string): [value: string, set: (value: string) => void] {
  const state = urlSignal(key);
  // Reading a signal's value while a component is drawn draws it again when it changes.
  return [state.value, (value) => state.value = value];
}
