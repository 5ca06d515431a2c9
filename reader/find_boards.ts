import { basename, join, resolve } from "@std/path";
import { BoardReadError } from "./errors.ts";
import { checkFolder, type Folder, inspectFolder, looksLikeBoard } from "./snapshot/folder.ts";

/** A folder in the base directory that is a board, or was meant to be one. */
export interface FoundBoard extends Folder {
  boardId: string;
  boardDir: string;
  createdAt: Date | null;
}

/** The boards in a folder, newest first. */
export function findBoards(baseDir: string): FoundBoard[] {
  if (/^\w+:\/\//.test(baseDir)) {
    throw new BoardReadError(
      `Cannot list ${baseDir}: expected a folder of this machine; openBoards() takes addresses`,
    );
  }
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
  return sortNewestFirst(
    names.map((name) => join(path, name)).filter(looksLikeBoard).map(boardAt),
  );
}

/** The board in a folder of this machine. */
export function boardAt(boardDir: string): FoundBoard {
  const folder = inspectFolder(boardDir);
  const createdAt = toDate(folder.metadata?.created_at);
  return { boardId: basename(boardDir), boardDir, ...folder, createdAt };
}

/** Sorts boards in place. */
export function sortNewestFirst(boards: FoundBoard[]): FoundBoard[] {
  return boards.sort((a, b) =>
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
