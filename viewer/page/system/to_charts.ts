import type { SqlReply } from "../../protocol/api.ts";

/** The samples of one value: rows of `board_id`, the milliseconds since its start and the value. */
export interface SystemChartData {
  /** What it is, and its unit: `process memory (MB)`. */
  title: string;
  reply: SqlReply;
}

const UNITS: readonly [ending: string, unit: string, divisor: number][] = [
  ["_bytes_per_second", "MB/s", 1e6],
  ["_bytes", "MB", 1e6],
  ["_percent", "%", 1],
  ["_celsius", "°C", 1],
  ["_watts", "W", 1],
];
/** In this order; others follow. */
const FIRST = ["process/cpu", "system/cpu", "process/memory", "system/memory", "gpu/"];

/** The charts of the reply to a `samplesQuery()`, one per value. */
export function toCharts({ rows, ...reply }: SqlReply): SystemChartData[] {
  const byName = Map.groupBy(rows, ([, name]) => String(name));
  return [...byName].sort(([a], [b]) => rankOf(a) - rankOf(b)).map(([name, samples]) => {
    const [ending, unit, divisor] = UNITS.find(([ending]) => name.endsWith(ending)) ?? ["", "", 1];
    const what = name.slice(0, name.length - ending.length).replaceAll(/[/_]/g, " ");
    const title = unit === "" ? what : `${what} (${unit})`;
    return {
      title,
      reply: {
        ...reply,
        columns: [
          { name: "board_id", type: "VARCHAR" },
          { name: "time", type: "DOUBLE" },
          { name: title, type: "DOUBLE" },
        ],
        rows: samples.map(([board, , minutes, value]) => [
          board!,
          Number(minutes) * 60_000,
          typeof value === "number" ? value / divisor : null,
        ]),
      },
    };
  });
}

function rankOf(name: string): number {
  const rank = FIRST.findIndex((start) => name.startsWith(start));
  return rank === -1 ? FIRST.length : rank;
}
