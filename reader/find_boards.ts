import { basename, join } from "@std/path";
import { METADATA_FILE, startIn } from "../format/metadata.ts";
import { attempt } from "../system/attempt.ts";
import { readDir } from "../system/entries_in.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { messageOf } from "../system/message_of.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { type BoardFolder, inspectFolder } from "./folder/board_folder.ts";
import { checkFolder } from "./folder/check_folder.ts";
import { localFolder } from "./folder/local_folder.ts";
import { looksLikeBoard } from "./folder/looks_like_board.ts";
import type { FetchedBoard } from "./snapshot/runner_settings.ts";
import { MetadataBudget } from "./metadata_budget.ts";
import { BoardReadError } from "./shared/errors.ts";
import { parseDate } from "./shared/parse_date.ts";

/** A folder that is a board, or was meant to be one. */
export interface FoundBoard extends BoardFolder {
  boardId: string;
  boardDir: string;
  createdAt: Date | null;
  /** Of one elsewhere, which is read in a folder of this machine: that is `boardDir`. */
  fetched?: FetchedBoard;
}

/**
 * The boards in a folder, newest first. A link is none, also one that leads to a
 * board: it may lead anywhere, and two names of one board would count its rows twice.
 *
 * @param limit How many to look at, the newest; of the others only the start is read.
 */
export function findBoards(baseDir: string, limit = Infinity): FoundBoard[] {
  const { path, names } = folderNames(baseDir);
  const dirOf = (name: string) => join(path, name);
  if (names.length <= limit) {
    return sortNewestFirst(boardsIn(names.map(dirOf).filter(looksLikeBoard)));
  }
  const starts = names.flatMap((boardId) => {
    const createdAt = startOf(path, boardId);
    return createdAt === undefined ? [] : [{ boardId, createdAt }];
  });
  const newest = sortNewestFirst(starts).slice(0, limit);
  return sortNewestFirst(boardsIn(newest.map(({ boardId }) => dirOf(boardId))));
}

/** The boards in some folders. Where their metadata are too much together, the largest are let go. */
export function boardsIn(
  boardDirs: readonly string[],
  budget: MetadataBudget = new MetadataBudget(),
): FoundBoard[] {
  return smallestFirst(boardDirs).map((boardDir) => boardAt(boardDir, budget));
}

/** Folders of boards, those with the smallest metadata first. */
function smallestFirst(boardDirs: readonly string[]): string[] {
  const sizeOf = (boardDir: string) =>
    attempt(() => linkInfoIfThere(join(boardDir, METADATA_FILE))?.size) ?? 0;
  return boardDirs.map((boardDir) => ({ boardDir, size: sizeOf(boardDir) }))
    .sort((a, b) => a.size - b.size)
    .map(({ boardDir }) => boardDir);
}

/** How many boards a folder has. */
export function countBoards(baseDir: string): number {
  return foldersIn(baseDir).filter(looksLikeBoard).length;
}

/** The folders in a folder that may be boards, absolute. @throws {BoardReadError} Where it cannot be listed. */
export function foldersIn(baseDir: string): string[] {
  const { path, names } = folderNames(baseDir);
  return names.map((name) => join(path, name));
}

/** A folder, absolute, and the names of the folders in it that may be boards. */
function folderNames(baseDir: string): { path: string; names: string[] } {
  if (/^(?!file:)\w+:\/\//i.test(baseDir)) {
    throw new BoardReadError(
      `Cannot list ${baseDir}: expected a folder of this machine; openBoards() takes addresses`,
    );
  }
  const path = localFolder(baseDir);
  checkFolder(path, "the folder of boards");
  try {
    const names = readDir(path)
      .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
      .map(({ name }) => name);
    return { path, names };
  } catch (cause) {
    throw new BoardReadError(`Cannot read the folder ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** When the run of a board was first started, as {@linkcode boardAt} says; `undefined` for none. */
function startOf(baseDir: string, boardId: string): Date | null | undefined {
  const text = attempt(() => readTextIfThere(join(baseDir, boardId, METADATA_FILE)));
  const start = text === undefined ? undefined : startIn(text);
  if (start !== undefined) return parseDate(start);
  const boardDir = join(baseDir, boardId);
  return looksLikeBoard(boardDir) ? boardAt(boardDir).createdAt : undefined;
}

/**
 * The board in a folder of this machine.
 *
 * @param budget What the metadata of all boards may take, where it is one of many.
 */
export function boardAt(boardDir: string, budget?: MetadataBudget): FoundBoard {
  const folder = inspectFolder(boardDir, budget);
  const createdAt = parseDate(folder.metadata?.created_at);
  return { boardId: basename(boardDir), boardDir, ...folder, createdAt };
}

/** Sorts boards in place. */
export function sortNewestFirst<Board extends Pick<FoundBoard, "boardId" | "createdAt">>(
  boards: Board[],
): Board[] {
  return boards.sort((a, b) =>
    (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
    (a.boardId < b.boardId ? 1 : -1)
  );
}
