import type { LogReply } from "./logs.ts";

/** The greatest part of a log that one reply has, in bytes. */
export const MAX_LOG_BYTES = 1024 ** 2;

const NEWLINE = 10;

/** Which bytes of a log are asked for. */
export interface LogRange {
  /** The first byte. */
  start: number;
  /** How many bytes. */
  length: number;
  /** The size of the log. */
  size: number;
  /** Whether the log is shorter than the byte asked for. */
  reset: boolean;
  /** Whether the text is to begin with a whole line. */
  isBackwards: boolean;
  /** Whether all of the bytes are wanted, since what follows is known. */
  isWhole: boolean;
}

/**
 * The bytes of a log that a request asks for.
 *
 * @param offset The first byte; negative: so many bytes before the end.
 * @param before The byte that the part ends before; then `offset` does not matter.
 */
export function logRange(size: number, offset: number, before?: number): LogRange {
  const reset = (before ?? offset) > size;
  const end = reset || before === undefined ? size : before;
  const start = reset
    ? 0
    : before === undefined
    ? fromEnd(offset, size)
    : fromEnd(-MAX_LOG_BYTES, end);
  return {
    start,
    size,
    reset,
    length: Math.min(MAX_LOG_BYTES, end - start),
    isBackwards: before !== undefined || offset < 0,
    isWhole: before !== undefined && !reset,
  };
}

/**
 * The reply with some bytes of a log, as text.
 *
 * @param bytes Those of the range, or fewer where the log became shorter.
 * @param isFinal Whether no writer completes the last character.
 */
export function toLogReply(
  { start, size, reset, isBackwards, isWhole }: LogRange,
  bytes: Uint8Array,
  isFinal: boolean,
): LogReply {
  const from = isBackwards && start > 0 ? startOfLine(bytes) : 0;
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
