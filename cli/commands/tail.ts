import { type BoardReader, openBoard, resolveBoard } from "../../reader/mod.ts";
import { requireFolder } from "../arguments/board_selection.ts";
import { statusStyle } from "../boards/board_table.ts";
import { jsonRecord } from "../text/json_value.ts";
import { Interrupt } from "../output/interrupt.ts";
import { note, print } from "../output/print.ts";
import { noteProblems, problemsOf } from "../output/problems.ts";
import { type TailItem, tailLine } from "../boards/tail_line.ts";
import { outputWidth, paint } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";

const LINES = 10;
const POLL_MS = 500;
/** A run that logs faster than a terminal shows is read in such portions. */
const MAX_ROWS = 10_000;
const KEYS = 3;
const MIN_POINTS = 10;

/** Options of `kobo tail`. */
export interface TailOptions {
  /** So many of the rows that are there already. */
  lines?: number;
  /** Only these metrics. */
  metric?: string[];
  /** Whether to wait for more, while the run is live. */
  follow: boolean;
  /** A JSON object a line. */
  json?: boolean;
}

/** `kobo tail` */
export async function tail(baseDir: string, board: string, options: TailOptions): Promise<void> {
  await requireFolder(baseDir);
  await using reader = await openBoard(await resolveBoard(baseDir, board));
  await checkMetrics(reader, options.metric);
  using interrupt = new Interrupt();
  try {
    await follow(reader, options, interrupt.signal);
  } catch (error) {
    // Ctrl+C is the end that is meant.
    if (!interrupt.signal.aborted) throw error;
  }
  noteProblems(problemsOf(reader));
}

async function follow(
  reader: BoardReader,
  options: TailOptions,
  signal: AbortSignal,
): Promise<void> {
  let after = await stepBefore(reader, options.lines ?? LINES);
  for (;;) {
    // Asked before the rows: those of a run that ends meanwhile come with the next turn.
    const { live } = reader;
    const printed = await printRows(reader, after, options, signal);
    after = printed.last;
    if (printed.rows === MAX_ROWS) continue;
    if (!options.follow) return;
    if (!live) break;
    await pause(POLL_MS, signal);
  }
  const { status, metadata } = reader;
  const end = metadata.finished_at === undefined ? "" : ` at ${metadata.finished_at}`;
  note(
    `${terminalText(reader.boardId)} ${paint(statusStyle(status), status, Deno.stderr)}${
      terminalText(end)
    }`,
  );
}

/** A metric that a live board does not have yet may come. */
async function checkMetrics(reader: BoardReader, names: string[] = []): Promise<void> {
  if (names.length === 0 || reader.live) return;
  const known = new Set((await reader.metrics()).map(({ name }) => name));
  // The reader names the nearest ones in its error.
  for (const name of names) {
    if (!known.has(name)) await reader.scalars(name, { maxPoints: MIN_POINTS });
  }
}

/** The last step that is not among the last `lines` rows. */
async function stepBefore(reader: BoardReader, lines: number): Promise<number> {
  const { rows: [[step]] } = await reader.sql(
    lines === 0
      ? "SELECT max(step) FROM metrics"
      : `SELECT min(step) - 1 FROM (SELECT step FROM metrics ORDER BY step DESC LIMIT ${lines})`,
  );
  return step === null ? -1 : Number(step);
}

async function printRows(
  reader: BoardReader,
  after: number,
  { metric, json }: TailOptions,
  signal: AbortSignal,
): Promise<{ rows: number; last: number }> {
  const { columns, rows } = await reader.sql(
    `SELECT * FROM metrics WHERE step > ${after} ORDER BY step LIMIT ${MAX_ROWS}`,
    undefined,
    { signal },
  );
  const wanted = columns.map(({ name }, index) =>
    index < KEYS || metric === undefined || metric.includes(name)
  );
  const last = Number(rows.at(-1)?.[0] ?? after);
  const isWhole = !json && metric === undefined && rows.length > 0;
  const others = isWhole ? await othersBetween(reader, after, last) : new Map<number, TailItem[]>();
  const width = outputWidth();
  let lines = "";
  for (const row of rows) {
    const cells = columns.flatMap(({ name }, index): TailItem[] =>
      wanted[index] && (index < KEYS || row[index] !== null) ? [[name, row[index]]] : []
    );
    if (metric !== undefined && cells.length === KEYS) continue;
    lines += json
      ? `${JSON.stringify(jsonRecord(cells))}\n`
      : `${tailLine([...cells, ...others.get(Number(row[0])) ?? []], width)}\n`;
  }
  print(lines);
  return { rows: rows.length, last };
}

/** What was logged beside scalars, by step: `["image", "sample"]`. */
async function othersBetween(
  reader: BoardReader,
  after: number,
  last: number,
): Promise<Map<number, TailItem[]>> {
  const { rows } = await reader.sql(`
    SELECT DISTINCT step, kind, name FROM (
      SELECT step, type AS kind, name FROM media
      UNION ALL SELECT step, 'table', name FROM tables
      UNION ALL SELECT step, 'histogram', name FROM histograms
    ) WHERE step > ${after} AND step <= ${last} ORDER BY step, kind, name
  `);
  const others = new Map<number, TailItem[]>();
  for (const [step, kind, name] of rows) {
    const items = others.get(Number(step)) ?? [];
    items.push([String(kind), name]);
    others.set(Number(step), items);
  }
  return others;
}

/** Waits so long, or until it is called off, for which it throws. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const end = () => resolve();
  signal.addEventListener("abort", end);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
  signal.throwIfAborted();
}
