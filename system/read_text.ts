import { readFileSync } from "node:fs";
import { isNotFound } from "./error_code.ts";
import { OpenFile, readStart } from "./open_file.ts";

const decoder = new TextDecoder();
/** More than most metadata have. */
const short = new Uint8Array(4096);

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
    return readShortText(path, maxBytes) ?? readWholeText(path, maxBytes);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The text of a file that is shorter than most metadata; `undefined` where it may be something else. */
function readShortText(path: string, maxBytes: number): string | undefined {
  let count: number;
  try {
    count = readStart(path, short);
  } catch (error) {
    if (isNotFound(error)) throw error;
    return undefined;
  }
  const isShort = count > 0 && count < short.length && count <= maxBytes;
  return isShort ? decoder.decode(short.subarray(0, count)) : undefined;
}

function readWholeText(path: string, maxBytes: number): string {
  using file = new OpenFile(path);
  const size = file.openedSize;
  if (size > maxBytes) {
    throw new RangeError(`Cannot read ${path}: expected at most ${maxBytes} bytes, found ${size}`);
  }
  const bytes = new Uint8Array(size);
  return decoder.decode(bytes.subarray(0, file.read(bytes)));
}
