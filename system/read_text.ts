import { promises, readFileSync } from "node:fs";
import { isNotFound } from "./error_code.ts";
import { OpenFile } from "./open_file.ts";

const decoder = new TextDecoder();

/** The text of a file, in UTF-8. @throws {Error} With the system's code, as `ENOENT`. */
export function readText(path: string | URL): string {
  return readFileSync(path, "utf8");
}

/**
 * The text of a small file that may be a stranger's; `undefined` where there is none.
 *
 * @param maxBytes A larger one is refused.
 * @throws {IrregularFileError} Where it is a link, a pipe or the like.
 * @throws {RangeError} Where it is larger.
 */
export function readTextIfThere(path: string, maxBytes: number = 2 ** 24): string | undefined {
  try {
    using file = new OpenFile(path);
    const size = file.openedSize;
    if (size > maxBytes) {
      throw new RangeError(
        `Cannot read ${path}: expected at most ${maxBytes} bytes, found ${size}`,
      );
    }
    const bytes = new Uint8Array(size);
    return decoder.decode(bytes.subarray(0, file.read(bytes)));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** As {@linkcode readText}, without holding up the thread. */
export function readTextLater(path: string | URL): Promise<string> {
  return promises.readFile(path, "utf8");
}
