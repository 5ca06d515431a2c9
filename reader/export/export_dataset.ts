import { resolve } from "@std/path";
import type { BoardSummary } from "../board_summary.ts";
import { DatasetFolder } from "./dataset/dataset_folder.ts";
import { contiguous, exportBoard } from "./dataset/export_board.ts";
import { LONG_COLUMNS } from "./dataset/long_form.ts";
import { type KnownRun, RunsFile } from "./dataset/runs_file.ts";
import { BoardReadError, QueryError } from "../errors.ts";
import { toDate } from "../find_boards.ts";
import { listBoards } from "../list_boards.ts";
import { openBoard } from "../open_board.ts";
import type { OpenOptions } from "../open_options.ts";

/** How a data set is exported. */
export interface ExportDatasetOptions extends OpenOptions {
  /** Which boards to export. Default: all. */
  where?: (board: BoardSummary) => boolean;
  /**
   * About how many rows a Parquet file has at most, 1 or more; a board with
   * more values gets several. Default: 20 million, 50 to 200 MB.
   */
  rowsPerPart?: number;
  /** Calls the export off; the next one goes on after the last file that was complete. */
  signal?: AbortSignal;
  /** Is told how far the export is, before each board and at its end. */
  onProgress?: (progress: ExportProgress) => void;
}

/** How far the export of a data set is. */
export interface ExportProgress {
  /** So many boards are done. */
  done: number;
  /** Of so many. */
  total: number;
  /** The id of the board that is next; `undefined` at the end. */
  boardId?: string;
}

/** What an export has done. */
export interface ExportedDataset {
  /** The ids of the boards of which something was written. */
  written: string[];
  /** The ids of the boards of which everything was there already. */
  unchanged: string[];
  /** The boards that could not be read, and why: the export of all others went on. */
  failed: { boardId: string; reason: string }[];
  /** What is damaged of boards that were exported all the same, in plain words. */
  problems: { boardId: string; problem: string }[];
  /** How many rows were written: values of metrics. */
  rows: number;
}

const DEFAULT_ROWS_PER_PART = 20_000_000;

/**
 * Exports all boards of a folder as one Parquet data set, which Spark, Trino,
 * DuckDB, Polars and pandas read as it is. A later call with the same target
 * writes only what is new: new boards, and new steps of boards that have grown.
 *
 * `<target>/metrics/board_id=<id>/part-….parquet` have one row a value: `step`
 * BIGINT, `global_step` BIGINT, `timestamp` TIMESTAMP (UTC, microseconds),
 * `name` VARCHAR, `value` DOUBLE (booleans are 0 and 1), `text` VARCHAR (of
 * metrics that are text; their `value` is NULL), and `board_id` from the
 * folder. `<target>/runs/runs.parquet` has one row a board: `board_id`,
 * `name`, `status`, `created_at`, `finished_at`, `config` (JSON text),
 * `last_step` (the last one exported, -1 without any).
 *
 * Files are complete from the moment that they have their name, and never
 * change; a kill in the midst of an export leaves no row twice. Boards of runs
 * that go on are exported up to their last complete step. Boards that were
 * deleted from `baseDir` stay in the data set.
 *
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { exportDataset } from "@kohakuboard/client/reader";
 * import assert from "node:assert/strict";
 *
 * const dir = await Deno.makeTempDir();
 * const board = new Board({ name: "exported", baseDir: `${dir}/kohakuboard` });
 * board.log({ "train/loss": 0.5 });
 * await board.finish();
 *
 * const first = await exportDataset(`${dir}/kohakuboard`, `${dir}/dataset`);
 * assert.deepEqual(first.written, [board.boardId]);
 * const second = await exportDataset(`${dir}/kohakuboard`, `${dir}/dataset`);
 * assert.deepEqual(second.unchanged, [board.boardId]);
 * ```
 *
 * @param baseDir The folder that the boards are in.
 * @param target The folder of the data set: an earlier one, an empty folder, or none yet.
 * @throws {Error} Where the target is something else, or another export writes it.
 * @throws {RangeError} Where an option is out of its range.
 */
export async function exportDataset(
  baseDir: string,
  target: string,
  options: ExportDatasetOptions = {},
): Promise<ExportedDataset> {
  const { where, rowsPerPart = DEFAULT_ROWS_PER_PART, signal, onProgress, ...open } = options;
  if (!Number.isSafeInteger(rowsPerPart) || rowsPerPart < 1) {
    throw new RangeError(
      `Cannot export to ${target}: expected rowsPerPart to be a whole number from 1, received ` +
        rowsPerPart,
    );
  }
  checkApart(baseDir, target);
  const boards = await listBoards(baseDir, { where, counts: false, sizes: false });
  boards.sort((a, b) => a.boardId < b.boardId ? -1 : 1);

  using folder = new DatasetFolder(target);
  using runs = await RunsFile.open(folder);
  const result: ExportedDataset = { written: [], unchanged: [], failed: [], problems: [], rows: 0 };
  try {
    for (const [done, board] of boards.entries()) {
      signal?.throwIfAborted();
      const { boardId } = board;
      onProgress?.({ done, total: boards.length, boardId });
      try {
        const { changedParts, rows } = await bring(board);
        (changedParts > 0 ? result.written : result.unchanged).push(boardId);
        result.rows += rows;
      } catch (error) {
        signal?.throwIfAborted(); // Else the board would be called one that cannot be read.
        const isOfBoard = error instanceof BoardReadError || error instanceof QueryError;
        if (!isOfBoard) throw error;
        result.failed.push({ boardId, reason: error.message });
      }
    }
  } finally {
    await runs.save();
  }
  await keepIdsTexts(folder, runs);
  onProgress?.({ done: boards.length, total: boards.length });
  return result;

  async function bring(board: BoardSummary): Promise<{ changedParts: number; rows: number }> {
    const { boardId } = board;
    const known = await runs.get(boardId);
    if (isComplete(board, known, folder)) return { changedParts: 0, rows: 0 };
    await using reader = await openBoard(board.boardDir, open);
    const { lastStep, ...done } = await exportBoard(reader, folder, { rowsPerPart, signal });
    // Of a board whose metadata cannot be read, the reader has others in their place.
    const { metadata, status } = reader;
    const createdAt = toDate(metadata.created_at);
    await runs.set(
      board.metadata === null ? { ...board, metadata, status, createdAt } : board,
      lastStep,
    );
    for (const problem of reader.problems) result.problems.push({ boardId, problem });
    return done;
  }
}

/** Whether a run had ended when it was exported, and is still the same: it need not be opened. */
function isComplete(
  { boardId, live, status, createdAt, finishedAt }: BoardSummary,
  known: KnownRun | undefined,
  folder: DatasetFolder,
): boolean {
  if (known === undefined || live || finishedAt === null) return false;
  if (known.status !== status || known.createdAt !== (createdAt?.toISOString() ?? null)) {
    return false;
  }
  if (known.finishedAt !== finishedAt.toISOString()) return false;
  const parts = folder.parts(boardId);
  const kept = contiguous(parts);
  return kept.length === parts.length && (kept.at(-1)?.to ?? -1) === known.lastStep;
}

/** Among boards, a data set would be listed as a broken one. */
function checkApart(baseDir: string, target: string): void {
  const isWithin = (path: string, dir: string) => `${path}/`.startsWith(`${dir}/`);
  const [boards, dataset] = [resolve(baseDir), resolve(target)].map((path) =>
    path.replaceAll("\\", "/")
  );
  if (!isWithin(dataset, boards)) return;
  throw new Error(
    `Cannot export to ${target}: expected a folder outside of the boards' own, ${baseDir}`,
  );
}

const DEFAULT_ID = /^board_id=\d{8}_\d{6}_[0-9a-f]{8}$/;

/**
 * Readers guess the type of `board_id` from all folders: ids that all look
 * like numbers or dates would become such. A folder with a name that is surely
 * a text, and a file without rows, keeps them texts. It is left out where an
 * id of the usual form does the same.
 */
async function keepIdsTexts(folder: DatasetFolder, runs: RunsFile): Promise<void> {
  const partitions = folder.partitions();
  if (partitions.includes(NO_BOARD) || partitions.some((name) => DEFAULT_ID.test(name))) return;
  const temporary = folder.temporary("schema.parquet");
  await runs.writeEmpty(temporary, LONG_COLUMNS);
  folder.place(temporary, "metrics", NO_BOARD, "schema.parquet");
}

const NO_BOARD = "board_id=_schema";
