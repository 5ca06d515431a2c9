import { OpenFile } from "../../../system/open_file.ts";
import type { LogReply } from "../../protocol/api.ts";

const MAX_BYTES = 1024 ** 2;
/** If a file has not changed for so long, then no writer completes its last character. */
const COMPLETE_MS = 2000;

/**
 * A part of a log, as text.
 *
 * @param path The file; `undefined` if it does not exist yet.
 * @param offset The first byte; negative: so many bytes before the end, from
 * the next line on.
 */
export async function readLogSlice(path: string | undefined, offset: number): Promise<LogReply> {
  if (path === undefined) return { text: "", offset: 0, size: 0, reset: offset > 0 };
  using file = await OpenFile.openLater(path);
  const { size, mtimeMs } = await file.infoLater();
  const reset = offset > size;
  const start = reset ? 0 : offset < 0 ? Math.max(0, size + offset) : offset;
  const buffer = new Uint8Array(Math.min(MAX_BYTES, size - start));
  // It may have been truncated meanwhile.
  const bytes = buffer.subarray(0, await file.readLater(buffer, start));
  const from = offset < 0 && start > 0 ? afterFirstLine(bytes) : 0;
  const isFinal = start + bytes.length >= size &&
    Date.now() - mtimeMs > COMPLETE_MS;
  const to = isFinal ? bytes.length : endOfCharacters(bytes);
  return {
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from, to)),
    offset: start + to,
    size,
    reset,
  };
}

function afterFirstLine(bytes: Uint8Array): number {
  const newline = bytes.indexOf(10);
  return newline + 1 < bytes.length ? newline + 1 : 0;
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
