import type { LogReply } from "../../protocol/api.ts";
import { type LogFiles, readLog } from "./log_files.ts";

const MAX_BYTES = 1024 ** 2;
const NEWLINE = 10;
/** If a file has not changed for so long, then no writer completes its last character. */
const COMPLETE_MS = 2000;

/**
 * A part of a log, as text.
 *
 * @param log Its files; `undefined` if there are none yet.
 * @param offset The first byte; negative: so many bytes before the end, from
 * the next line on.
 * @param before The byte that the part ends before; then `offset` does not matter.
 */
export async function readLogSlice(
  log: LogFiles | undefined,
  offset: number,
  before?: number,
): Promise<LogReply> {
  const given = before ?? offset;
  if (log === undefined) return { text: "", begin: 0, offset: 0, size: 0, reset: given > 0 };
  const { files, mtimeMs } = log;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const reset = given > size;
  const end = reset || before === undefined ? size : before;
  const start = reset ? 0 : before === undefined ? fromEnd(offset, size) : fromEnd(-MAX_BYTES, end);
  const buffer = new Uint8Array(Math.min(MAX_BYTES, end - start));
  // It may have been truncated meanwhile.
  const bytes = buffer.subarray(0, await readLog(files, buffer, start));
  const isBackwards = before !== undefined || offset < 0;
  const from = isBackwards && start > 0 ? startOfLine(bytes) : 0;
  const isFinal = start + bytes.length >= size &&
    Date.now() - mtimeMs > COMPLETE_MS;
  const isWhole = before !== undefined && !reset;
  const to = isFinal || isWhole ? bytes.length : endOfCharacters(bytes);
  return {
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from, to)),
    begin: start + from,
    offset: start + to,
    size,
    reset,
  };
}

function fromEnd(offset: number, end: number): number {
  return offset < 0 ? Math.max(0, end + offset) : offset;
}

/** Where the second line begins; in a single line, the first whole character. */
function startOfLine(bytes: Uint8Array): number {
  const start = bytes.indexOf(NEWLINE) + 1;
  if (start > 0 && start < bytes.length) return start;
  const character = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(0, character);
}

/** Where the last whole character of UTF-8 ends. A character's first byte has its length. */
function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes.at(-back) ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
