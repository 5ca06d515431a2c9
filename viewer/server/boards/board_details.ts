import * as v from "@badrap/valita";
import type { BoardReader, LoggedName, MetricInfo, NamedTable } from "../../../reader/mod.ts";
import type { MetricInfoJson, NameInfo } from "../../protocol/api.ts";
import { metricInfo, nameInfo } from "../../protocol/board.ts";
import { boardCounts } from "../../protocol/boards.ts";
import type { SummaryValue } from "../../../reader/mod.ts";
import { toJson, toJsonNumber } from "../http/to_json.ts";
import { cutText, MAX_LIST_TEXT } from "../../protocol/cut_text.ts";

/** The schema of {@linkcode BoardDetails}. */
export const boardDetails = v.object({
  metrics: v.array(metricInfo),
  media: v.array(nameInfo),
  tables: v.array(nameInfo),
  histograms: v.array(nameInfo),
  counts: boardCounts,
  /** What counts for the run as a whole; earlier viewers have stored none. */
  summary: v.record(v.union(v.number(), v.string(), v.boolean(), v.null())).optional(),
  /** The last step of any table, -1 if there is no row. */
  lastStep: v.number(),
  /** The time of the first row of metrics, ms since 1970; `null` if there is none. */
  firstTimestamp: v.number().nullable(),
  /** The time of the last row of metrics, ms since 1970; earlier viewers have stored none. */
  lastTimestamp: v.number().nullable().optional(),
  /** How many alerts there are; earlier viewers have stored none. */
  alertCount: v.number().optional(),
  /** What of the board is damaged, in plain words. */
  problems: v.array(v.string()),
});

/** What a board's rows say about it as a whole. */
export type BoardDetails = v.Infer<typeof boardDetails>;

const MAX_NAMES = 100_000;
const MAX_PROBLEMS = 100;

/** Reads what the list of boards and the first page of a board show. */
export async function readBoardDetails(reader: BoardReader): Promise<BoardDetails> {
  const { metrics: allMetrics, names: unsorted, extent, summary, alertCount = 0 } = await reader
    .overview();
  const metrics = allMetrics.filter(hasShortName);
  // In the order of their first steps.
  const allNames = unsorted.sort((a, b) => a.firstStep - b.firstStep);
  const firstNames = allNames.slice(0, MAX_NAMES);
  const names = firstNames.filter(hasShortName);
  const leftOut = allMetrics.length - metrics.length + firstNames.length - names.length;
  const { rowCount, lastStep, firstTimestamp, lastTimestamp } = extent;
  const media = ofTable(names, "media");
  const tables = ofTable(names, "tables");
  const histograms = ofTable(names, "histograms");
  return {
    metrics: metrics.map(toMetricInfo),
    media,
    tables,
    histograms,
    counts: {
      steps: rowCount,
      metrics: allMetrics.length,
      media: sum(allNames, "media"),
      tables: sum(allNames, "tables"),
      histograms: sum(allNames, "histograms"),
    },
    summary: Object.fromEntries(
      Object.entries(summary).map(([name, value]) => [name, toSummaryValue(value)]),
    ),
    lastStep: Math.max(lastStep ?? -1, ...names.map(({ lastStep }) => lastStep)),
    firstTimestamp,
    lastTimestamp,
    alertCount,
    problems: [
      ...(leftOut === 0
        ? []
        : [`${leftOut} of its names are longer than ${MAX_LIST_TEXT} characters`]),
      ...reader.problems.slice(0, MAX_PROBLEMS).map(cutText),
    ],
  };
}

/** A name that is cut would be none that can be asked for. */
function hasShortName({ name }: { name: string }): boolean {
  return name.length <= MAX_LIST_TEXT;
}

function toMetricInfo(metric: MetricInfo): MetricInfoJson {
  const { lastValue, ...info } = toJson(metric) as unknown as MetricInfoJson;
  return { ...info, lastValue: toListValue(lastValue) };
}

function toSummaryValue(value: SummaryValue): SummaryValue {
  return typeof value === "number" ? toJsonNumber(value) : toListValue(value);
}

function toListValue<Value>(value: Value): Value | string {
  return typeof value === "string" ? cutText(value) : value;
}

function ofTable(names: readonly LoggedName[], table: NamedTable): NameInfo[] {
  return names.filter((named) => named.table === table).map((
    { name, type, count, firstStep, lastStep },
  ) => ({ name, count, firstStep, lastStep, ...(type === null ? {} : { type }) }));
}

function sum(names: readonly LoggedName[], table: NamedTable): number {
  return names.reduce((total, named) => total + (named.table === table ? named.count : 0), 0);
}
