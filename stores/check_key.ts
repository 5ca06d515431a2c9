import { isPathSegment } from "../system/path_segment.ts";
import { StoreError } from "./store_error.ts";

/** As many as S3 takes, in UTF-8. */
const MAX_KEY_BYTES = 1024;
/** No listing in XML can hold these. */
// deno-lint-ignore no-control-regex -- They are what is looked for.
const CONTROLS = /[\0-\x1f\x7f\ufffe\uffff]/;

/** The folder in which a folder store has its lock, and what is being written. */
export const OWN_FOLDER = ".kobo_store";

/**
 * What is wrong with a key; `undefined` where nothing is. Its segments are names of files that lead
 * nowhere else, on every system.
 */
export function findKeyProblem(key: string): string | undefined {
  const segments = key.split("/");
  const isSafe = (name: string) => isPathSegment(name, "linux") && isPathSegment(name, "windows");
  if (!segments.every(isSafe)) return "expected names of files with slashes between them";
  if (CONTROLS.test(key) || !key.isWellFormed()) return "expected no control characters";
  if (segments[0] === OWN_FOLDER) return `${OWN_FOLDER} is the store's own`;
  const { length } = new TextEncoder().encode(key);
  if (length > MAX_KEY_BYTES) return `expected at most ${MAX_KEY_BYTES} bytes, received ${length}`;
  return undefined;
}

/** Checks a key. @throws {StoreError} `bad_key`, before anything is done. */
export function checkKey(key: string): void {
  const problem = findKeyProblem(key);
  if (problem === undefined) return;
  throw new StoreError("bad_key", `Cannot use the key ${JSON.stringify(key)}: ${problem}`);
}

/** Checks the prefix of a list. @throws {StoreError} `bad_key`, before anything is done. */
export function checkPrefix(prefix: string): void {
  if (prefix === "") return;
  if (prefix.endsWith("/")) return checkKey(prefix.slice(0, -1));
  const received = JSON.stringify(prefix);
  throw new StoreError("bad_key", `Cannot list ${received}: expected a slash at its end`);
}
