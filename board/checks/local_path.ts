import { fromFileUrl, resolve } from "@std/path";
import { formatValue } from "./format_value.ts";

/** An address: of a scheme with two slashes, or the ones that browsers make of bytes. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]+:\/\/|data:[^,/]*\/[^,]*,|blob:(?:null|https?:))/i;

/** Whether a path begins with what only a shell takes for the home folder. */
export function hasTilde(path: string): boolean {
  return /^~[/\\]/.test(path);
}

/** What is expected in place of such a path, and how it is had. */
export const WITHOUT_TILDE =
  'a path without "~", which only a shell replaces; homedir() of "node:os" is your home folder';

/** Whether a value is a file URL, or the text of one, as `import.meta.resolve()` gives it. */
export function isFileUrl(value: unknown): value is string | URL {
  return value instanceof URL ? value.protocol === "file:" : /^file:/i.test(String(value));
}

/**
 * The absolute path of a file that a script names by its path or its file URL.
 *
 * @throws {TypeError} Where it is neither. An address taken for a path would be one below the working
 * directory, of which nobody has heard.
 */
export function localPath(value: unknown): string {
  if (isFileUrl(value)) return pathOfFileUrl(value);
  if (value instanceof URL || typeof value === "string" && ADDRESS.test(value)) {
    throw new TypeError(
      "expected a path or a file URL, received an address; fetch() it, and log what it gives: " +
        formatValue(String(value)),
    );
  }
  if (typeof value !== "string" || value === "" || value.includes("\0")) {
    throw new TypeError(`expected a path or a file URL, received ${formatValue(value)}`);
  }
  if (hasTilde(value)) {
    throw new TypeError(`expected ${WITHOUT_TILDE}, received ${formatValue(value)}`);
  }
  return resolve(value);
}

function pathOfFileUrl(url: string | URL): string {
  try {
    return fromFileUrl(url);
  } catch (cause) {
    throw new TypeError(`expected a path or a file URL, received ${formatValue(String(url))}`, {
      cause,
    });
  }
}
