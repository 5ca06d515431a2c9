// deno-lint-ignore-file require-await no-unused-vars
import type { BoardReader } from "./board_reader.ts";
import type { BoardFilter } from "./board_filter.ts";
import type { BoardsReader } from "./boards_reader.ts";
import { BoardReadError } from "./errors.ts";
import type { OpenOptions } from "./open_options.ts";

/** Opens a board. */
export async function openBoard(boardDir: string, options?: OpenOptions): Promise<BoardReader> {
  throw new BoardReadError("The reader is being built");
}

/** Opens many boards. */
export async function openBoards(
  baseDir: string,
  filter?: BoardFilter,
  options?: OpenOptions,
): Promise<BoardsReader> {
  throw new BoardReadError("The reader is being built");
}

/** Finds a board. */
export async function resolveBoard(baseDir: string, idOrPrefix: string): Promise<string> {
  throw new BoardReadError("The reader is being built");
}
