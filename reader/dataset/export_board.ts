import { KEY_COLUMNS } from "../../format/tables.ts";
import type { BoardReader } from "../board_reader.ts";
import type { SqlColumn } from "../query/sql_result.ts";
import type { DatasetPart } from "./dataset_part.ts";
import type { DatasetTarget } from "./dataset_target.ts";
import { longFormSql } from "./long_form.ts";

const KEYS = KEY_COLUMNS.map(({ name }) => name);

/** The result of the export of one board. */
export interface ExportedBoard {
  /** The last step in the data set; -1 where the board is empty. */
  lastStep: number;
  /** How many files were written or removed. */
  changedParts: number;
  /** How many rows were written. */
  rows: number;
}

/**
 * Brings the parts of a board up to its last step:
 *
 * 1. Parts behind a gap are removed: their steps are exported again, with those
 *    of a part that somebody removed.
 * 2. The last part is compared with the board, by the time of its last step.
 *    Where they differ, the board was deleted and made again under the same id,
 *    or lost its end in a power cut: the part is removed, and the one before it
 *    is compared.
 * 3. The steps above the last part are written, as one part or several of about
 *    `rowsPerPart` values.
 *
 * A kill at any moment leaves parts without a gap from the first step on, since
 * parts are removed from the last one on and written from the first one on.
 */
export async function exportBoard(
  reader: BoardReader,
  folder: DatasetTarget,
  options: { rowsPerPart: number; signal?: AbortSignal },
): Promise<ExportedBoard> {
  const { boardId } = reader;
  let changedParts = 0;
  const parts = folder.parts(boardId);
  const kept = contiguous(parts);
  const remove = async (part: DatasetPart) => {
    await folder.removePart(boardId, part);
    changedParts++;
  };
  for (const part of parts.slice(kept.length).reverse()) await remove(part);
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    if (await loggedAt(reader, last.to) === last.loggedAt) break;
    await remove(last);
    kept.pop();
  }

  const lastStep = await maxStep(reader);
  let rows = 0;
  let from = (kept.at(-1)?.to ?? -1) + 1;
  if (from <= lastStep) {
    const metrics = await metricColumns(reader);
    const stepsPerPart = await partLength(reader, metrics, from, lastStep, options.rowsPerPart);
    for (; from <= lastStep; from += stepsPerPart) {
      options.signal?.throwIfAborted();
      const to = Math.min(from + stepsPerPart - 1, lastStep);
      const temporary = folder.temporary("part.parquet");
      rows += await reader.exportParquet(temporary, {
        query: longFormSql(metrics, from, to),
        overwrite: true,
        signal: options.signal,
      });
      await folder.addPart(temporary, boardId, { from, to, loggedAt: await loggedAt(reader, to) });
      changedParts++;
    }
  }
  return { lastStep, changedParts, rows };
}

/** The parts from step 0 up to the first gap. */
export function contiguous(parts: readonly DatasetPart[]): DatasetPart[] {
  const kept: DatasetPart[] = [];
  let next = 0;
  for (const part of parts) {
    if (part.from !== next || part.to < part.from) break;
    kept.push(part);
    next = part.to + 1;
  }
  return kept;
}

async function maxStep(reader: BoardReader): Promise<number> {
  return (await reader.extent()).lastStep ?? -1;
}

/** When the last step that is not above this one was logged, in microseconds; 0 without one. */
async function loggedAt(reader: BoardReader, step: number): Promise<number> {
  const { rows: [[microseconds] = []] } = await reader.sql(
    "SELECT epoch_us(timestamp) FROM metrics " +
      "WHERE step = (SELECT max(step) FROM metrics WHERE step <= $step)",
    { step },
  );
  return Number(microseconds ?? 0);
}

async function metricColumns(reader: BoardReader): Promise<SqlColumn[]> {
  const { columns } = await reader.sql("SELECT * FROM metrics LIMIT 0");
  return columns.filter(({ name }) => !KEYS.includes(name));
}

/** How many steps a part has. Values are counted only where one part may not hold all. */
async function partLength(
  reader: BoardReader,
  metrics: readonly SqlColumn[],
  from: number,
  to: number,
  rowsPerPart: number,
): Promise<number> {
  const steps = to - from + 1;
  if (steps * metrics.length <= rowsPerPart) return steps;
  const { rows: [counts = []] } = await reader.sql(
    "SELECT count(COLUMNS(* EXCLUDE (step, global_step, timestamp))) FROM metrics " +
      "WHERE step >= $from",
    { from },
  );
  const values = counts.reduce<number>((sum, count) => sum + Number(count), 0);
  return Math.ceil(steps / Math.ceil(Math.max(values, 1) / rowsPerPart));
}
