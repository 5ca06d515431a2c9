import type { BoardReader } from "../../board_reader.ts";
import type { SqlColumn } from "../../query/sql_result.ts";
import type { DatasetFolder } from "./dataset_folder.ts";
import { longFormSql } from "./long_form.ts";
import type { DatasetPart } from "./dataset_part.ts";

const KEYS = ["step", "global_step", "timestamp"];

/** What the export of one board has done. */
export interface ExportedBoard {
  /** The last step that the data set has of it; -1 where the board is empty. */
  lastStep: number;
  /** How many files were written or removed. */
  changedParts: number;
  /** How many rows were written. */
  rows: number;
}

/**
 * Brings the parts of a board up to its last step.
 *
 * Parts of steps that the board does not have so, since it was deleted and
 * made again under the same id, or lost its end in a power cut, are removed.
 */
export async function exportBoard(
  reader: BoardReader,
  folder: DatasetFolder,
  options: { rowsPerPart: number; signal?: AbortSignal },
): Promise<ExportedBoard> {
  const { boardId } = reader;
  let changedParts = 0;
  const parts = folder.parts(boardId);
  const kept = contiguous(parts);
  const remove = (part: DatasetPart) => {
    folder.removePart(boardId, part);
    changedParts++;
  };
  // The last one first: what a kill leaves is a beginning, not an end.
  for (const part of parts.slice(kept.length).reverse()) remove(part);
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    if (await loggedAt(reader, last.to) === last.loggedAt) break;
    remove(last);
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
      folder.addPart(temporary, boardId, { from, to, loggedAt: await loggedAt(reader, to) });
      changedParts++;
    }
  }
  return { lastStep, changedParts, rows };
}

/** The parts from step 0 on without a gap: what someone has removed is exported again. */
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
  const { rows: [[step]] } = await reader.sql("SELECT max(step) FROM metrics");
  return step === null ? -1 : Number(step);
}

/** When the last step up to this one was logged, in microseconds; 0 where there is none. */
async function loggedAt(reader: BoardReader, step: number): Promise<number> {
  const { rows } = await reader.sql(
    "SELECT epoch_us(timestamp) FROM metrics " +
      "WHERE step = (SELECT max(step) FROM metrics WHERE step <= $step)",
    { step },
  );
  return rows.length === 0 ? 0 : Number(rows[0][0]);
}

async function metricColumns(reader: BoardReader): Promise<SqlColumn[]> {
  const { columns } = await reader.sql("SELECT * FROM metrics LIMIT 0");
  return columns.filter(({ name }) => !KEYS.includes(name));
}

/** How many steps a part has: the values are counted only where they might be too many for one. */
async function partLength(
  reader: BoardReader,
  metrics: readonly SqlColumn[],
  from: number,
  to: number,
  rowsPerPart: number,
): Promise<number> {
  const steps = to - from + 1;
  if (steps * metrics.length <= rowsPerPart) return steps;
  const { rows: [counts] } = await reader.sql(
    "SELECT count(COLUMNS(* EXCLUDE (step, global_step, timestamp))) FROM metrics " +
      "WHERE step >= $from",
    { from },
  );
  const values = counts.reduce<number>((sum, count) => sum + Number(count), 0);
  return Math.ceil(steps / Math.ceil(Math.max(values, 1) / rowsPerPart));
}
