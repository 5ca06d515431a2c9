/**
 * The folder `files/` of a board: the contents of the files that were logged, each once, in a file
 * whose name ends with the beginning of its SHA-256; and `index.json`, what the option `keep` counts.
 *
 * @module
 */

/** So many hex digits of the hash are in the name of a content's file. */
const HASH_DIGITS = 16;
const NAME = /^(?!\.)[^/\\\0]*_([0-9a-f]{16})(\.\w{1,16})?$/;

/** The index of the folder. */
export const FILES_INDEX = "index.json";
/** A content that is being copied. */
export const INCOMING_FILE = ".incoming.tmp";
/** What a call has taken, until the writer has copied it. */
export const TAKEN_PREFIX = ".taken_";

/** What the name of a content's file ends with. */
export function storedFileSuffix(sha256: string, extension: string): string {
  const ending = /^\.\w{1,16}$/.test(extension) ? extension : "";
  return `_${sha256.slice(0, HASH_DIGITS)}${ending}`;
}

/** The beginning of the hash in the name of a content's file; `undefined` for any other name. */
export function hashInFileName(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}

/** Whether a file in the folder has a content, by its name. */
export function isStoredFile(name: string): boolean {
  return hashInFileName(name) !== undefined;
}

/** Whether a file in the folder is another of the writer's, by its name. */
export function isRestOfFiles(name: string): boolean {
  return name === INCOMING_FILE || name.startsWith(TAKEN_PREFIX) ||
    /^index\.json(\.tmp)?$/.test(name);
}
