/**
 * Boards to export, and what is found in a data set.
 *
 * @module
 */
import { join } from "@std/path";
import { Board, type BoardOptions } from "../../../mod.ts";
import type { RowReader } from "../../support/row_reader.ts";

type Row = Record<string, number | boolean | string>;

/** Makes a finished board with one row per step. */
export async function makeBoard(
  baseDir: string,
  rows: readonly Row[],
  options: Partial<BoardOptions> = {},
): Promise<string> {
  await using board = new Board({ name: "run", baseDir, captureOutput: false, ...options });
  for (const row of rows) board.log(row);
  return board.boardId;
}

/** Rows of two metrics. */
export function losses(count: number): Row[] {
  return Array.from(
    { length: count },
    (_, step) => ({ loss: 1 / (1 + step), step_squared: step ** 2 }),
  );
}

/** All files of a folder and when they were written. */
export function filesIn(dir: string, prefix = ""): Map<string, number> {
  const files = new Map<string, number>();
  for (const { name, isDirectory } of Deno.readDirSync(join(dir, prefix))) {
    const path = join(prefix, name);
    if (isDirectory) { for (const [file, at] of filesIn(dir, path)) files.set(file, at); }
    else files.set(path, Deno.statSync(join(dir, path)).mtime!.getTime());
  }
  return files;
}

/** The values of a data set, as they stand behind FROM. */
export function metricsOf(target: string): string {
  return `read_parquet('${target}/metrics/*/*.parquet')`;
}

/** The rows that DuckDB gives, in another process. */
export async function query(reader: RowReader, sql: string): Promise<unknown[][]> {
  const { cells } = await reader.query("", sql);
  return (cells[0] ?? []).map((_, row) => cells.map((column) => column[row]));
}
