import type { SharedLog } from "../viewer/protocol/shared_site.ts";
import type { BoardFolders } from "../viewer/server/boards/board_folders.ts";
import {
  type LogFiles,
  logInOneFile,
  logInPieces,
  readLog,
} from "../viewer/server/boards/log_files.ts";
import type { PartWriter } from "./part_writer.ts";

const CHUNK_BYTES = 1024 ** 2;

/** Writes a log of a board as it is now; `undefined` where there is none. */
export async function shareLog(
  folders: BoardFolders,
  boardId: string,
  which: "output" | "writer",
  parts: PartWriter,
  signal?: AbortSignal,
): Promise<SharedLog | undefined> {
  const log = await findLog(folders, boardId, which);
  if (log === undefined) return undefined;
  const size = log.files.reduce((sum, file) => sum + file.size, 0);
  const at = parts.size;
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size));
  for (let done = 0; done < size;) {
    signal?.throwIfAborted();
    const read = await readLog(log.files, chunk.subarray(0, size - done), done);
    if (read === 0) break; // It became shorter.
    await parts.append(chunk.subarray(0, read));
    done += read;
  }
  return { at, size: parts.size - at };
}

async function findLog(
  folders: BoardFolders,
  boardId: string,
  which: "output" | "writer",
): Promise<LogFiles | undefined> {
  let path: string;
  try {
    path = folders.file(boardId, "logs", `${which}.log`);
  } catch {
    return which === "output" ? await logInPieces(folders.find(boardId)) : undefined;
  }
  return await logInOneFile(path);
}
