import type { Json } from "../../protocol/api.ts";
import { axisScale } from "../values/axis_scale.ts";
import { formatNumber } from "../values/format_number.ts";
import { cellText } from "../values/cell_text.ts";
import { logNumberTicks } from "../values/log_number_ticks.ts";
import { numberTicks } from "../values/number_ticks.ts";

/** An axis of texts has at most this many different ones. */
const MAX_CATEGORIES = 40;

/** An axis of numbers has at most this many ticks. */
const MAX_TICKS = 5;

/** So many different numbers have a tick each; of more the ticks are round numbers. */
const MAX_VALUES = 12;

/** A tick of an axis. */
export interface AxisTick {
  at: number;
  label: string;
}

/** An axis for the values of some runs. Positions are from 0 to 1. */
export interface CompareAxis {
  /** The name of the values. */
  name: string;
  /** The labels of round numbers, or of all texts. */
  ticks: AxisTick[];
  /** Each different number that is there, ascending; left out where they are many. */
  values?: AxisTick[];
  /** Whether its labels are texts, which may be long. */
  isOfTexts?: boolean;
  /** The position of a value; `null` if the value is missing or not finite. */
  place(value: Json | undefined): number | null;
}

/**
 * Makes an axis for some values: logarithmic if all of them are positive and
 * they span at least a factor of ten.
 *
 * @returns `null` if the values allow no axis: there are none, or too many different texts.
 */
export function makeAxis(name: string, values: readonly (Json | undefined)[]): CompareAxis | null {
  const given = values.filter((value) => value !== undefined && value !== null);
  const numbers = given.filter((value) => typeof value === "number");
  if (numbers.length === given.length) return makeNumberAxis(name, numbers.filter(Number.isFinite));
  const texts = [...new Set(given.map(cellText))].sort();
  if (texts.length > MAX_CATEGORIES) return null;
  const ticks = texts.map((label, i) => ({ at: (i + 0.5) / texts.length, label }));
  const positions = new Map(ticks.map(({ at, label }) => [label, at]));
  return {
    name,
    ticks,
    isOfTexts: true,
    place: (value) =>
      value === undefined || value === null ? null : positions.get(cellText(value)) ?? null,
  };
}

function makeNumberAxis(name: string, numbers: readonly number[]): CompareAxis | null {
  if (numbers.length === 0) return null;
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = least > 0 && greatest / least >= 10;
  const scale = axisScale(least, greatest, isLog);
  const positionOf = (value: number) => least === greatest ? 0.5 : scale.place(value);
  const { ticks, labels } = least === greatest
    ? { ticks: [least], labels: [formatNumber(least)] }
    : isLog
    ? logNumberTicks(least, greatest, greatest / least < 100 ? MAX_TICKS + 1 : MAX_TICKS - 1)
    : numberTicks(least, greatest, MAX_TICKS);
  const different = [...new Set(numbers)].sort((a, b) => a - b);
  return {
    name,
    ...(different.length <= MAX_VALUES
      ? {
        values: different.map((value) => ({ at: positionOf(value), label: formatNumber(value) })),
      }
      : {}),
    ticks: ticks.map((value, i) => ({ at: positionOf(value), label: labels[i] ?? "" })),
    place: (value) =>
      typeof value === "number" && Number.isFinite(value) ? positionOf(value) : null,
  };
}
