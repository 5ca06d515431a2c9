import type { BoardReader, MetricInfo } from "../../reader/mod.ts";
import type { SharedAxis, SharedColumn, SharedSeries } from "../../viewer/protocol/shared_site.ts";
import { MAX_METRICS } from "../../format/tables.ts";
import { type ColumnStore, ColumnWriter } from "../column_writer.ts";
import { AXIS_SQL, type BoardAxes, readBoardAxes } from "./board_axes.ts";
import { LineWriter } from "./line_writer.ts";
import type { SeriesRow } from "./points_writer.ts";

/** How many rows are read at once, and how many cells of metrics: 8 bytes each. */
const SLICE_ROWS = 400_000;
const MAX_CELLS = 4_000_000;

/** As many as a chart asks for. */
const MEANS_POINTS = 2000;

/** A metric of numbers, as far as it is needed here. */
type Metric = Pick<MetricInfo, "name" | "count" | "lastStep">;

/** What is shared of a board's metrics. */
export interface SeriesSource {
  reader: BoardReader;
  /** Those of numbers and booleans. */
  metrics: readonly Metric[];
  /** How many rows the board has. */
  rowCount: number;
  /** Rows above this step came while the board was read. */
  lastStep: number;
  /** How many rows of a metric are shared at most: its extremes. Default: all, with a pyramid. */
  maxRows?: number;
}

/**
 * Writes the series of metrics, and gives what the site says of each, in their
 * order. The rows of many metrics are read together, in slices.
 */
export async function* writeSeries(
  source: SeriesSource,
  store: ColumnStore,
  signal?: AbortSignal,
): AsyncGenerator<SharedSeries> {
  const { reader, metrics, rowCount, lastStep } = source;
  if (metrics.length === 0) return;
  const axes = await readBoardAxes(reader, lastStep, signal);
  const slices = await readSlices(source, signal);
  const perSlice = Math.max(1, Math.min(rowCount, SLICE_ROWS));
  // Of a board of 10,000 metrics each query takes 2 s, however few it reads.
  const size = Math.max(1, Math.min(MAX_METRICS, Math.floor(MAX_CELLS / perSlice)));
  for (let first = 0; first < metrics.length; first += size) {
    const batch = metrics.slice(first, first + size);
    const lines = await writeBatch(source, batch, axes, slices, store, signal);
    for (const [index, metric] of batch.entries()) {
      const series: SharedSeries = {
        lastStep: metric.lastStep ?? -1,
        ...await describeSome(source, metric, axes, store, signal),
        step: await lines[index]?.finish() ?? {},
      };
      for (const axis of ["timestamp", "global_step"] as const) {
        if (axes[axis] !== "own") continue;
        series[axis] = await (await writeSorted(source, metric, axis, store, signal)).finish();
      }
      yield series;
    }
  }
}

/** The steps that the slices end with, both ends of the board included. */
async function readSlices(
  { reader, rowCount, lastStep }: SeriesSource,
  signal?: AbortSignal,
): Promise<number[]> {
  if (rowCount <= SLICE_ROWS) return [lastStep];
  const [ends = []] = await reader.toDoubles(
    `SELECT step::DOUBLE FROM (
       SELECT step, row_number() OVER (ORDER BY step) AS number FROM metrics WHERE step < ${lastStep}
     ) WHERE number % ${SLICE_ROWS} = 0 ORDER BY 1`,
    { signal },
  );
  return [...ends, lastStep];
}

async function writeBatch(
  source: SeriesSource,
  metrics: readonly Metric[],
  axes: BoardAxes,
  slices: readonly number[],
  store: ColumnStore,
  signal?: AbortSignal,
): Promise<LineWriter[]> {
  const { reader, rowCount } = source;
  const inOrder = ["step", "timestamp", "global_step"] as const;
  const shared = inOrder.filter((axis) => axis === "step" || axes[axis] === "step");
  const lines = metrics.map(() => new LineWriter(store, shared, source.maxRows === undefined));
  const kept: (Set<number> | undefined)[] = [];
  for (const metric of metrics) kept.push(await keptSteps(source, metric, signal));
  // NaN is a value: only where some rows have none it is asked which.
  const isSparse = metrics.map(({ count }) => count < rowCount);
  const columns = [
    ...shared.map((axis) => AXIS_SQL[axis]),
    ...metrics.map(({ name }) => `${quote(name)}::DOUBLE`),
    ...metrics.filter((_, i) => isSparse[i])
      .map(({ name }) => `(${quote(name)} IS NOT NULL)::INTEGER::DOUBLE`),
  ];
  let before: number | undefined;
  for (const last of slices) {
    const after = before === undefined ? "" : `step > ${before} AND `;
    before = last;
    const read = await reader.toDoubles(
      `SELECT ${columns.join(", ")} FROM metrics WHERE ${after}step <= ${last} ORDER BY step`,
      { signal },
    );
    const of = (axis: SharedAxis) => read[shared.findIndex((name) => name === axis)];
    const [step, timestamp, globalStep] = inOrder.map(of);
    const row: SeriesRow = { y: NaN, step: NaN, timestamp: NaN, global_step: NaN };
    let sparse = shared.length + metrics.length;
    for (const [index, line] of lines.entries()) {
      const values = read[shared.length + index] ?? new Float64Array();
      const has = isSparse[index] ? read[sparse++] : undefined;
      for (let i = 0; i < values.length; i++) {
        if (has !== undefined && has[i] === 0) continue;
        if (kept[index]?.has(step?.[i] ?? NaN) === false) continue;
        row.y = values[i] ?? NaN;
        row.step = step?.[i] ?? NaN;
        row.timestamp = timestamp?.[i] ?? NaN;
        row.global_step = globalStep?.[i] ?? NaN;
        line.push(row);
      }
      await line.flush();
    }
  }
  return lines;
}

/** Writes a metric in the order of an axis which is not that of the steps, or which some rows lack. */
async function writeSorted(
  source: SeriesSource,
  metric: Metric,
  axis: "timestamp" | "global_step",
  store: ColumnStore,
  signal?: AbortSignal,
): Promise<LineWriter> {
  const { reader, lastStep } = source;
  const { name } = metric;
  const kept = await keptSteps(source, metric, signal);
  const [at = [], step = [], values = []] = await reader.toDoubles(
    `SELECT ${AXIS_SQL[axis]}, step::DOUBLE, ${quote(name)}::DOUBLE FROM metrics
     WHERE step <= ${lastStep} AND ${quote(name)} IS NOT NULL AND ${axis} IS NOT NULL
     ORDER BY ${axis}, step`,
    { signal },
  );
  const line = new LineWriter(store, ["step", axis], source.maxRows === undefined);
  for (let i = 0; i < values.length; i++) {
    if (kept?.has(step[i] ?? NaN) === false) continue;
    const row = { y: values[i] ?? NaN, step: step[i] ?? NaN, timestamp: NaN, global_step: NaN };
    row[axis] = at[i] ?? NaN;
    line.push(row);
    if (i % SLICE_ROWS === 0) await line.flush();
  }
  return line;
}

/** The steps of the rows that are shared of a metric; `undefined` for all. */
async function keptSteps(
  { reader, maxRows = Infinity }: SeriesSource,
  { name, count }: Metric,
  signal?: AbortSignal,
): Promise<Set<number> | undefined> {
  if (count <= maxRows) return undefined;
  return new Set((await reader.scalars(name, { maxPoints: maxRows, signal })).steps);
}

/** What the site says of a metric of which only some rows are shared. */
async function describeSome(
  { reader, maxRows = Infinity }: SeriesSource,
  { name, count }: Metric,
  axes: BoardAxes,
  store: ColumnStore,
  signal?: AbortSignal,
): Promise<Pick<SharedSeries, "rowCount" | "means">> {
  if (count <= maxRows) return {};
  const means: SharedSeries["means"] = {};
  for (const x of ["step", "timestamp", "global_step"] as const) {
    if (x !== "step" && axes[x] === "none") continue;
    const found = (await reader.scalars(name, { x, maxPoints: MEANS_POINTS, signal })).means;
    if (found === undefined) continue;
    means[x] = {
      count: found.x.length,
      x: await writeColumn(store, found.x),
      y: await writeColumn(store, found.y),
      counts: await writeColumn(store, found.counts),
    };
  }
  return { rowCount: count, means };
}

async function writeColumn(store: ColumnStore, numbers: Float64Array): Promise<SharedColumn> {
  const column = new ColumnWriter(store);
  for (const number of numbers) column.push(number);
  return await column.finish();
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
