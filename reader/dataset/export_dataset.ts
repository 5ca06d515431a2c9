/**
 * Exports the metrics of many boards as one Parquet data set.
 *
 * ## Layout
 *
 * | path | content |
 * |---|---|
 * | `metrics/board_id=<id>/part-<from>-<to>-<time>.parquet` | the values of some steps of a board, one row per value, sorted by name and step |
 * | `runs/runs.parquet` | one row per board |
 * | `_kobo/` | the export's own: marker, lock, unfinished files |
 *
 * A part's name has the range of its steps, and when the last of them was
 * logged. So the names alone tell how far a board was exported, and whether a
 * part is of the board that has the id now.
 *
 * ## What a later call writes
 *
 * 1. A run that had ended when it was exported, and is the same by its status
 *    and times, is not even opened, if its parts are complete.
 * 2. Of any other board, the parts that are still right are kept, and the steps
 *    above them are written as new parts: see `export_board.ts`.
 * 3. `runs.parquet` is replaced if a row has changed. It is written last, so a
 *    board counts as complete only after its parts are.
 *
 * A part is never changed: it is written beside, made durable, and renamed. A
 * call that was killed is continued by the next one after its last part.
 *
 * @module
 */
import { rewindsOf } from "../../format/rewinds.ts";
import { resolve } from "@std/path";
import type { BoardSummary } from "../board_summary.ts";
import { listBoards } from "../list_boards.ts";
import { openBoard } from "../open_board.ts";
import { BoardReadError, QueryError } from "../shared/errors.ts";
import { checkKnownOptions } from "../shared/check_known_options.ts";
import { OPEN_OPTIONS, type OpenOptions } from "../shared/open_options.ts";
import { parseDate } from "../shared/parse_date.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";
import { DatasetFolder } from "./dataset_folder.ts";
import { DatasetStore } from "./dataset_store.ts";
import type { DatasetTarget } from "./dataset_target.ts";
import { contiguous, exportBoard } from "./export_board.ts";
import { LONG_COLUMNS } from "./long_form.ts";
import { partitionProblem } from "./partition_name.ts";
import { type KnownRun, RunsFile } from "./runs_file.ts";

/** How a data set is exported. */
export interface ExportDatasetOptions extends OpenOptions {
  /** Which boards to export. Default: all. */
  where?: (board: BoardSummary) => boolean;
  /**
   * About how many rows a Parquet file has at most, 1 or more; a board with
   * more values gets several. Default: 20 million, 50 to 200 MB.
   */
  rowsPerPart?: number;
  /** Cancels the export; the next one continues after the last complete file. */
  signal?: AbortSignal;
  /** Is called before each board and at the end, with how far the export is. */
  onProgress?: (progress: ExportProgress) => void;
}

/** How far the export of a data set is. */
export interface ExportProgress {
  /** How many boards are done. */
  done: number;
  /** How many boards there are. */
  total: number;
  /** The id of the next board; `undefined` at the end. */
  boardId?: string;
}

/** The result of an export. */
export interface ExportedDataset {
  /** The ids of the boards that had something new. */
  written: string[];
  /** The ids of the boards that had nothing new. */
  unchanged: string[];
  /** The boards that could not be read, and why; all others were exported. */
  failed: { boardId: string; reason: string }[];
  /** The damage of boards that were exported nevertheless, and ids that some programs take for none. */
  problems: { boardId: string; problem: string }[];
  /** How many rows were written, one per value of a metric. */
  rows: number;
}

const OPTIONS = ["where", "rowsPerPart", "signal", "onProgress", ...OPEN_OPTIONS];
const DEFAULT_ROWS_PER_PART = 20_000_000;

/**
 * Exports all boards of a folder as one Parquet data set, which Spark, Trino,
 * DuckDB, Polars and pandas read as it is. A later call with the same target
 * writes only what is new: new boards, and new steps of boards that have grown.
 *
 * `<target>/metrics/board_id=<id>/part-….parquet` have one row per value: `step`
 * BIGINT, `global_step` BIGINT, `timestamp` TIMESTAMP (UTC, microseconds),
 * `name` VARCHAR, `value` DOUBLE (booleans are 0 and 1), `text` VARCHAR (of
 * metrics that are strings; their `value` is NULL), and `board_id` from the
 * folder. `<target>/runs/runs.parquet` has one row per board: `board_id`,
 * `name`, `status`, `created_at`, `finished_at`, `config` (JSON text),
 * `last_step` (the last one exported, -1 without any).
 *
 * A file is complete from the moment that it has its name, and never changes; an
 * export that is killed leaves no row twice. A run that is live is exported up
 * to its last complete step. Boards that were deleted from `baseDir` stay in the
 * data set.
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
 * @param target The folder of the data set, or `s3://bucket/prefix`: an earlier one, an empty one, or
 * none yet.
 * @throws {Error} Where the target is something else, or another export writes it.
 * @throws {RangeError} Where an option is out of its range.
 */
export async function exportDataset(
  baseDir: string,
  target: string,
  options: ExportDatasetOptions = {},
): Promise<ExportedDataset> {
  checkKnownOptions(`export to ${target}`, options, OPTIONS);
  const { where, rowsPerPart = DEFAULT_ROWS_PER_PART, signal, onProgress, ...open } = options;
  if (!Number.isSafeInteger(rowsPerPart) || rowsPerPart < 1) {
    throw new RangeError(
      `Cannot export to ${target}: expected rowsPerPart to be a whole number from 1, received ` +
        rowsPerPart,
    );
  }
  checkApart(baseDir, target);
  const boards = await listBoards(baseDir, {
    where,
    s3: open.s3,
    token: open.token,
    counts: false,
    sizes: false,
  });
  boards.sort((a, b) => a.boardId < b.boardId ? -1 : 1);

  await using folder = await openTarget(target, open.s3, signal);
  using runs = await RunsFile.open(folder);
  const result: ExportedDataset = { written: [], unchanged: [], failed: [], problems: [], rows: 0 };
  try {
    for (const [done, board] of boards.entries()) {
      signal?.throwIfAborted();
      const { boardId } = board;
      const idProblem = partitionProblem(boardId);
      if (idProblem !== undefined) result.problems.push({ boardId, problem: idProblem });
      onProgress?.({ done, total: boards.length, boardId });
      try {
        const { changedParts, rows } = await update(board);
        (changedParts > 0 ? result.written : result.unchanged).push(boardId);
        result.rows += rows;
      } catch (error) {
        signal?.throwIfAborted(); // A cancelled board is not one that cannot be read.
        const isOfBoard = error instanceof BoardReadError || error instanceof QueryError;
        if (!isOfBoard) throw error;
        result.failed.push({ boardId, reason: error.message });
      }
    }
  } finally {
    await runs.save();
  }
  await keepIdsStrings(folder, runs);
  onProgress?.({ done: boards.length, total: boards.length });
  return result;

  async function update(board: BoardSummary): Promise<{ changedParts: number; rows: number }> {
    const { boardId } = board;
    const known = await runs.get(boardId);
    if (isComplete(board, known, folder)) return { changedParts: 0, rows: 0 };
    await using reader = await openBoard(board.boardDir, open);
    const { lastStep, ...done } = await exportBoard(reader, folder, { rowsPerPart, signal });
    // Where metadata cannot be read, the reader has guessed them.
    const { metadata, status } = reader;
    const createdAt = parseDate(metadata.created_at);
    await runs.set(
      board.metadata === null ? { ...board, metadata, status, createdAt } : board,
      lastStep,
    );
    for (const problem of reader.problems) result.problems.push({ boardId, problem });
    return done;
  }
}

/** Whether a run had ended when it was exported, and is the same: then it is not opened. */
function isComplete(
  { boardId, live, status, createdAt, finishedAt, metadata }: BoardSummary,
  known: KnownRun | undefined,
  folder: DatasetTarget,
): boolean {
  if (known === undefined || live || finishedAt === null) return false;
  // A rewind changes the rows of a run that has ended.
  if (rewindsOf(metadata ?? {}).length > 0) return false;
  if (known.status !== status || known.createdAt !== (createdAt?.toISOString() ?? null)) {
    return false;
  }
  if (known.finishedAt !== finishedAt.toISOString()) return false;
  const parts = folder.parts(boardId);
  const kept = contiguous(parts);
  return kept.length === parts.length && (kept.at(-1)?.to ?? -1) === known.lastStep;
}

async function openTarget(
  target: string,
  s3?: OpenOptions["s3"],
  signal?: AbortSignal,
): Promise<DatasetTarget> {
  if (!isRemoteAddress(target)) return new DatasetFolder(target);
  if (/^https?:/.test(target)) {
    throw new Error("Cannot export to a server: expected a folder or s3://bucket/prefix");
  }
  const { openStore } = await import("../../stores/open_store.ts");
  return await DatasetStore.open(openStore(target, s3), { signal });
}

/** A data set among boards would be listed as a broken board. */
function checkApart(baseDir: string, target: string): void {
  if (isRemoteAddress(target) || isRemoteAddress(baseDir)) return;
  const pathOf = (dir: string) => `${resolve(dir).replaceAll("\\", "/")}/`;
  if (!pathOf(target).startsWith(pathOf(baseDir))) return;
  throw new Error(
    `Cannot export to ${target}: expected a folder outside of the boards' own, ${baseDir}`,
  );
}

const DEFAULT_ID = /^board_id=\d{8}_\d{6}_[0-9a-f]{8}$/;

/**
 * Keeps `board_id` a string. Other programs guess its type from the names of
 * the folders: if all ids look like numbers or dates, they become such. So a
 * folder with another name is added, with a file without rows; it is not needed
 * where an id has the default form.
 */
async function keepIdsStrings(folder: DatasetTarget, runs: RunsFile): Promise<void> {
  const partitions = folder.partitions();
  if (partitions.includes(NO_BOARD) || partitions.some((name) => DEFAULT_ID.test(name))) return;
  const temporary = folder.temporary("schema.parquet");
  await runs.writeEmpty(temporary, LONG_COLUMNS);
  await folder.place(temporary, "metrics", NO_BOARD, "schema.parquet");
}

const NO_BOARD = "board_id=_schema";
