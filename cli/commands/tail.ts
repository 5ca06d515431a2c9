import { lastRewound, rewindsOf } from "../../format/rewinds.ts";
import { nearestNames } from "../../format/nearest_names.ts";
import { type BoardReader, openBoard, resolveBoard, type SqlValue } from "../../reader/mod.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { statusStyle } from "../boards/status_style.ts";
import { tailLine } from "../boards/tail_line.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { listProblems, printProblems } from "../output/problems.ts";
import { jsonRecord } from "../text/json_value.ts";
import { outputWidth } from "../text/output_width.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";

const DEFAULT_LINES = 10;
const POLL_INTERVAL_MS = 500;
/** The rows of one query. A run may log faster than a terminal prints. */
const MAX_ROWS = 10_000;
/** `step`, `global_step` and `timestamp` come before the metrics. */
const KEY_COUNT = 3;
/** Of more metrics, so many are named. */
const MAX_NAMED = 10;

/** Options of `kobo tail`. */
export interface TailOptions {
  /** How many of the existing rows to print first. */
  lines?: number;
  /** The metrics to print. Default: all. */
  metric?: string[];
  /** Whether to wait for new rows while the run is live. */
  follow: boolean;
  /** Whether to print JSON, one object per line. */
  json?: boolean;
}

/** `kobo tail` */
export async function tail(baseDir: string, board: string, options: TailOptions): Promise<void> {
  await requireBaseDir(baseDir);
  await using reader = await openBoard(await resolveBoard(baseDir, board), openOptions());
  await checkMetrics(reader, options.metric);
  using interrupt = new Interrupt();
  try {
    await follow(reader, options, interrupt.signal);
  } catch (error) {
    // Ctrl+C is the usual way to stop, and no error.
    if (!interrupt.signal.aborted) throw error;
  }
  printProblems(listProblems(reader));
}

async function follow(
  reader: BoardReader,
  options: TailOptions,
  signal: AbortSignal,
): Promise<void> {
  const { lines = DEFAULT_LINES } = options;
  // Few lines are the first query's: each query of a wide board takes long.
  let after = lines === 0 || lines > MAX_ROWS ? await stepBefore(reader, lines) : undefined;
  let rewoundAt = lastRewound(reader.metadata);
  for (;;) {
    // Read before the rows: what a run logs before it ends is printed in the next round.
    const { live } = reader;
    const isSame = () => lastRewound(reader.metadata) === rewoundAt;
    const printed = await printRows(reader, after, options, signal, isSame);
    if (printed === undefined) {
      const step = lowestStepSince(rewoundAt, reader);
      rewoundAt = lastRewound(reader.metadata);
      if (after !== undefined) after = Math.min(after, step);
      printMessage(`${terminalText(reader.boardId)} was rewound to step ${step}`);
      continue;
    }
    // Steps that no number holds exactly, or one step of many rows, would be printed for ever.
    const isFurther = printed.last > (after ?? -Infinity);
    after = printed.last;
    if (printed.count === MAX_ROWS && isFurther) continue;
    if (!options.follow) return;
    if (!live) break;
    await delay(POLL_INTERVAL_MS, signal);
  }
  const { boardId, status, metadata } = reader;
  const end = metadata.finished_at === undefined ? "" : ` at ${metadata.finished_at}`;
  const styled = applyStyle(statusStyle(status), status, "stderr");
  printMessage(`${terminalText(boardId)} ${styled}${terminalText(end)}`);
}

/** The rows up to this step are as they were when the board was rewound last by then. */
function lowestStepSince(rewoundAt: string | undefined, { metadata }: BoardReader): number {
  const all = rewindsOf(metadata);
  const later = all.slice(all.findLastIndex(({ at }) => at === rewoundAt) + 1);
  return Math.min(...later.map(({ step }) => step));
}

/** Rejects unknown metrics, unless the run is live: it may still log them. */
async function checkMetrics(reader: BoardReader, names: string[] = []): Promise<void> {
  if (names.length === 0 || reader.live) return;
  const known = (await reader.metrics()).map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = nearestNames(name, known);
    const named = (nearest.length > 0 ? nearest : known.slice(0, MAX_NAMED))
      .map((one) => JSON.stringify(one));
    const hint = nearest.length > 0
      ? `is it ${named.join(" or ")}?`
      : known.length === 0
      ? "the board has none"
      : `the board has ${named.join(", ")}` +
        (known.length > MAX_NAMED ? `, … of ${known.length}; kobo show lists them` : "");
    throw new Error(`Cannot print ${JSON.stringify(name)}: there is no such metric; ${hint}`);
  }
}

/** The step of the row before the last `lines` rows; -1 if there is none. */
async function stepBefore(reader: BoardReader, lines: number): Promise<number> {
  const { rows: [[step] = []] } = await reader.sql(
    lines === 0
      ? "SELECT max(step) FROM metrics"
      : `SELECT min(step) - 1 FROM (SELECT step FROM metrics ORDER BY step DESC LIMIT ${lines})`,
  );
  return step === null ? -1 : Number(step);
}

/**
 * Prints the rows after a step, or the last ones.
 *
 * @returns `undefined` where the rows are of another history: nothing is printed then.
 */
async function printRows(
  reader: BoardReader,
  after: number | undefined,
  { lines: lineCount = DEFAULT_LINES, metric, json }: TailOptions,
  signal: AbortSignal,
  isSame: () => boolean,
): Promise<{ count: number; last: number } | undefined> {
  const query = after === undefined
    ? `FROM metrics WHERE step IS NOT NULL ORDER BY step DESC LIMIT ${lineCount}`
    : `FROM metrics WHERE step > ${after} ORDER BY step LIMIT ${MAX_ROWS}`;
  const { columns, rows } = await reader.sql(query, undefined, { signal, exact: json });
  if (after === undefined) rows.reverse();
  // The query has read the metadata anew, which say of a rewind before any later row is there.
  if (!isSame()) return undefined;
  const last = Number(rows.at(-1)?.[0] ?? after ?? -1);
  const isComplete = !json && metric === undefined && rows.length > 0;
  const first = Number(rows[0]?.[0] ?? last);
  const others = isComplete ? await listOthers(reader, first, last) : new Map<number, Item[]>();
  const width = outputWidth();
  let lines = "";
  for (const row of rows) {
    const cells = columns.map(({ name }, index): Item => [name, row[index] ?? null]);
    const keys = cells.slice(0, KEY_COUNT);
    const metrics = cells.slice(KEY_COUNT).filter(([name, value]) =>
      value !== null && (metric === undefined || metric.includes(name))
    );
    if (metric !== undefined && metrics.length === 0) continue;
    if (json) {
      lines += `${JSON.stringify(jsonRecord([...keys, ...metrics]))}\n`;
      continue;
    }
    const [step = null, globalStep = null, timestamp = null] = row;
    const items = [...metrics, ...others.get(Number(step)) ?? []];
    lines += `${tailLine({ step, globalStep, timestamp, items }, width)}\n`;
  }
  print(lines);
  return { count: rows.length, last };
}

type Item = [name: string, value: SqlValue];

/** Lists media, tables and histograms by step, each as its kind and name: `["image", "sample"]`. */
async function listOthers(
  reader: BoardReader,
  first: number,
  last: number,
): Promise<Map<number, Item[]>> {
  const { rows } = await reader.sql(`
    SELECT DISTINCT step, kind, name FROM (
      SELECT step, type AS kind, name FROM media
      UNION ALL SELECT step, 'table', name FROM tables
      UNION ALL SELECT step, 'histogram', name FROM histograms
    ) WHERE step >= ${first} AND step <= ${last} ORDER BY step, kind, name
  `);
  const others = new Map<number, Item[]>();
  for (const [step, kind, name = null] of rows) {
    const items = others.get(Number(step)) ?? [];
    items.push([String(kind), name]);
    others.set(Number(step), items);
  }
  return others;
}

/** @throws {Error} The signal's reason, once it is aborted. */
async function delay(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = () => resolve();
  signal.addEventListener("abort", stop);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
}
