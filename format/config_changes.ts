import type { JsonValue } from "./json_value.ts";

/** One value of a config that has changed since the run began. */
export interface ConfigChange {
  /** When, ISO 8601, UTC. */
  at: string;
  /** The keys that lead to it. */
  path: string[];
  /** What it was; missing where there was none. */
  from?: JsonValue;
  /** What it became; missing where it was removed. */
  to?: JsonValue;
}

type Config = { readonly [key: string]: JsonValue };

/** Of so many changes a board keeps the last ones. */
const MAX_CHANGES = 1000;
/** And no more text of them than this, in characters. */
const MAX_LENGTH = 256 * 1024;

/** What two configs have that differs. A list is one value. */
export function configChanges(before: Config, after: Config, at: Date): ConfigChange[] {
  return differing(before, after, []).map((change) => ({ at: at.toISOString(), ...change }));
}

/** Changes with some more, of very many the last ones. */
export function addConfigChanges(
  earlier: unknown,
  added: readonly ConfigChange[],
): ConfigChange[] {
  const kept = [...configChangesOf(earlier), ...added].slice(-MAX_CHANGES);
  let length = 0;
  const first = kept.findLastIndex((change) =>
    (length += JSON.stringify(change).length) > MAX_LENGTH
  );
  return kept.slice(first + 1);
}

/** The changes in metadata, which may be a stranger's. */
export function configChangesOf(value: unknown): ConfigChange[] {
  return Array.isArray(value) ? value.filter(isChange) : [];
}

function isChange(value: unknown): value is ConfigChange {
  const { at, path } = Object(value);
  return typeof at === "string" && Array.isArray(path) && path.length > 0 &&
    path.every((key) => typeof key === "string");
}

function differing(
  before: Config,
  after: Config,
  above: readonly string[],
): Omit<ConfigChange, "at">[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const from = Object.hasOwn(before, key) ? before[key] : undefined;
    const to = Object.hasOwn(after, key) ? after[key] : undefined;
    const path = [...above, key];
    if (isObject(from) && isObject(to)) return differing(from, to, path);
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    return [{ path, ...from === undefined ? {} : { from }, ...to === undefined ? {} : { to } }];
  });
}

function isObject(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
