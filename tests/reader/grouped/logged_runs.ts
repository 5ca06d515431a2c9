/**
 * Computes groups of runs from what was logged, by the definitions of pandas.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { GroupBand, GroupCenter, GroupedOptions, ScalarsGroup } from "../../../reader/mod.ts";

/** What a run has logged, row by row: `undefined` is a row without the metric. */
export interface LoggedRun {
  lr: number;
  rows: { step: number; global: number; value?: number }[];
}

/** Center, low, high and n of some runs, computed by the definitions of pandas. */
function expectedAt(
  runs: readonly LoggedRun[],
  x: number,
  axis: "step" | "global",
  center: GroupCenter,
  band: GroupBand,
): { center: number; low: number; high: number; n: number; scale: number } | undefined {
  const here = runs.map(({ rows }) =>
    rows.filter((row) => row[axis] === x).flatMap(({ value }) => value ?? [])
  ).filter((values) => values.length > 0);
  if (here.length === 0) return undefined;
  const values = here.map((values) => values.filter((value) => !Number.isNaN(value)))
    .filter((values) => values.length > 0).map(mean).toSorted((a, b) => a - b);
  const n = values.length;
  if (n === 0) return { center: NaN, low: NaN, high: NaN, n, scale: 0 };
  const scale = Math.max(...values.map(Math.abs));
  const middle = center === "mean" ? mean(values) : quantile(values, 0.5);
  if (band === "minmax") return { center: middle, low: values[0]!, high: values.at(-1)!, n, scale };
  if (band === "quartiles") {
    return { center: middle, low: quantile(values, 0.25), high: quantile(values, 0.75), n, scale };
  }
  const average = mean(values);
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - average) ** 2, 0) / (n - 1));
  const reach = band === "sem" ? std / Math.sqrt(n) : std;
  return { center: middle, low: middle - reach, high: middle + reach, n, scale };
}

/** The mean of some numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const [low = NaN, high = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}

/**
 * Checks that two numbers are the same but for rounding.
 *
 * @param scale The greatest of the numbers that it was computed of.
 */
export function assertNear(
  actual: number,
  expected: number,
  message: string,
  scale = Math.abs(expected),
): void {
  if (!Number.isFinite(expected)) return assertEquals(actual, expected, message);
  assert(Math.abs(actual - expected) <= scale * 1e-12, `${message}: ${actual}, not ${expected}`);
}

/** Checks center, low, high and n of a group at each of its x. @param label Names the case. */
export function checkPoints(
  group: ScalarsGroup,
  runs: readonly LoggedRun[],
  axis: "step" | "global",
  { center = "mean", band = "std" }: GroupedOptions,
  label = "",
): void {
  for (const [i, x] of group.x.entries()) {
    const expected = expectedAt(runs, x, axis, center, band);
    assert(expected !== undefined, `${x} has no row`);
    for (const name of ["center", "low", "high", "n"] as const) {
      const message = `${name} at ${axis} ${x}, ${center} with ${band}, ${label}`;
      assertNear(group[name][i] ?? -1, expected[name], message, expected.scale);
    }
  }
}
