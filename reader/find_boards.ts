import { basename, join, resolve } from "@std/path";
import { readDir } from "../system/entries_in.ts";
import { messageOf } from "../system/message_of.ts";
import { type BoardFolder, inspectFolder } from "./folder/board_folder.ts";
import { checkFolder } from "./folder/check_folder.ts";
import { looksLikeBoard } from "./folder/looks_like_board.ts";
import { BoardReadError } from "./shared/errors.ts";
import { parseDate } from "./shared/parse_date.ts";

/** A folder that is a board, or was meant to be one. */
export interface FoundBoard extends BoardFolder {
  boardId: string;
  boardDir: string;
  createdAt: Date | null;
}

/**
 * The boards in a folder, newest first. A link is none, also one that leads to a
 * board: it may lead anywhere, and two names of one board would count its rows twice.
 */
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
    names = readDir(path)
      .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
      .map(({ name }) => name);
  } catch (cause) {
    throw new BoardReadError(`Cannot read the folder ${path}: ${messageOf(cause)}`, { cause });
  }
  return sortNewestFirst(
    names.map((name) => join(path, name)).filter(looksLikeBoard).map(boardAt),
  );
}

/** The board in a folder of this machine. */
export function boardAt(boardDir: string): FoundBoard {
  const folder = inspectFolder(boardDir);
  const createdAt = parseDate(folder.metadata?.created_at);
  return { boardId: basename(boardDir), boardDir, ...folder, createdAt };
}

/** Sorts boards in place. */
export function sortNewestFirst(boards: FoundBoard[]): FoundBoard[] {
  return boards.sort((a, b) =>
    (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
    (a.boardId < b.boardId ? 1 : -1)
  );
}
