import { join } from "@std/path";
import { isSentBoard } from "../../../format/sent_board.ts";
import { parsePieceKey } from "../../../format/remote_names.ts";
import { entriesIn } from "../../../system/entries_in.ts";
import { infoOfLater } from "../../../system/file_info.ts";
import { OpenFile } from "../../../system/open_file.ts";

/** A file of a log, and how many bytes of the log it has. */
export interface LogFile {
  path: string;
  size: number;
}

/** The files of a log, one after the other, and when the last one was written. */
export interface LogFiles {
  files: readonly LogFile[];
  mtimeMs: number;
}

/** A log in one file. @param path A regular file, without links. */
export async function logInOneFile(path: string): Promise<LogFiles> {
  const { size, mtimeMs } = await infoOfLater(path);
  return { files: [{ path, size }], mtimeMs };
}

/**
 * The output of a board that a sync has sent, which is there in pieces; `undefined` of any other
 * board, and without output. What is behind a missing piece is left out: it has another place then.
 *
 * @param boardDir Has no links in its path.
 */
export async function logInPieces(boardDir: string): Promise<LogFiles | undefined> {
  if (!isSentBoard(boardDir)) return undefined;
  const files: LogFile[] = [];
  let next = 0;
  // In the order of their names, which is that of their bytes.
  for (const { name, isFile } of entriesIn(join(boardDir, "logs"))) {
    const piece = isFile ? parsePieceKey(`logs/${name}`) : undefined;
    if (piece?.of !== "log" || piece.first !== next) continue;
    files.push({ path: join(boardDir, "logs", name), size: piece.last + 1 - piece.first });
    next = piece.last + 1;
  }
  const last = files.at(-1);
  return last && { files, mtimeMs: (await infoOfLater(last.path)).mtimeMs };
}

/** Reads some bytes of a log, and returns how many there were: fewer where a file became shorter. */
export async function readLog(
  files: readonly LogFile[],
  buffer: Uint8Array,
  offset: number,
): Promise<number> {
  let count = 0;
  let begin = 0;
  for (const { path, size } of files) {
    const from = offset + count - begin;
    begin += size;
    if (from >= size) continue;
    if (count === buffer.length) break;
    const wanted = buffer.subarray(count, count + size - from);
    using file = await OpenFile.openLater(path);
    const read = await file.readLater(wanted, from);
    count += read;
    if (read < wanted.length) break;
  }
  return count;
}
