import { join, resolve } from "@std/path";
import { BoardReadError } from "./errors.ts";
import { checkFolder, type Folder, inspectFolder, looksLikeBoard } from "./folder.ts";

/** A folder in the base directory that is a board, or was meant to be one. */
export interface FoundBoard extends Folder {
  boardId: string;
  boardDir: string;
  createdAt: Date | null;
}

/** The boards in a folder, newest first. */
export function boardsIn(baseDir: string): FoundBoard[] {
  const path = resolve(baseDir);
  checkFolder(path, "the folder of boards");
  let names: string[];
  try {
    names = [...Deno.readDirSync(path)]
      .filter(({ name, isFile }) => !isFile && !name.startsWith("."))
      .map(({ name }) => name);
  } catch (cause) {
    throw new BoardReadError(`Cannot read the folder ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
  return names
    .map((boardId) => ({ boardId, boardDir: join(path, boardId) }))
    .filter(({ boardDir }) => looksLikeBoard(boardDir))
    .map((board) => {
      const folder = inspectFolder(board.boardDir);
      return { ...board, ...folder, createdAt: toDate(folder.metadata?.created_at) };
    })
    .sort((a, b) =>
      (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
      (a.boardId < b.boardId ? 1 : -1)
    );
}

/** A time as metadata have it; `null` where it is none. */
export function toDate(text: unknown): Date | null {
  if (typeof text !== "string") return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
