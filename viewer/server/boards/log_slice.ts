import type { LogReply } from "../../protocol/api.ts";
import { type LogFiles, readLog } from "./log_files.ts";
import { logRange, toLogReply } from "../../protocol/log_part.ts";

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
  if (log === undefined) {
    return { text: "", begin: 0, offset: 0, size: 0, reset: (before ?? offset) > 0 };
  }
  const { files, mtimeMs } = log;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const range = logRange(size, offset, before);
  const buffer = new Uint8Array(range.length);
  // It may have been truncated meanwhile.
  const bytes = buffer.subarray(0, await readLog(files, buffer, range.start));
  const isFinal = range.start + bytes.length >= size && Date.now() - mtimeMs > COMPLETE_MS;
  return toLogReply(range, bytes, isFinal);
}
