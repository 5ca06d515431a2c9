import type { Json } from "../../protocol/api.ts";
import { formatNumber } from "../values/format_number.ts";
import { formatValue } from "../values/format_value.ts";
import { niceTicks } from "../values/nice_ticks.ts";

/** An axis of texts has at most this many different ones. */
const MAX_CATEGORIES = 40;

/** An axis for the values of some runs. Positions are from 0 to 1. */
export interface CompareAxis {
  /** The name of the values. */
  name: string;
  /** The labels of round numbers, or of all texts. */
  ticks: { at: number; label: string }[];
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
  const texts = [...new Set(given.map(formatValue))].sort();
  if (texts.length > MAX_CATEGORIES) return null;
  const ticks = texts.map((label, i) => ({ at: (i + 0.5) / texts.length, label }));
  const positions = new Map(ticks.map(({ at, label }) => [label, at]));
  return {
    name,
    ticks,
    place: (value) =>
      value === undefined || value === null ? null : positions.get(formatValue(value)) ?? null,
  };
}

function makeNumberAxis(name: string, numbers: readonly number[]): CompareAxis | null {
  if (numbers.length === 0) return null;
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  const log = least > 0 && greatest / least >= 10;
  const scale = log ? Math.log10 : (value: number) => value;
  const [from, to] = [scale(least), scale(greatest)];
  const span = to - from;
  const positionOf = (value: number) => span === 0 ? 0.5 : (scale(value) - from) / span;
  const ticks = span === 0 ? [least] : log ? logTicks(from, to) : niceTicks(from, to, 4).ticks;
  return {
    name,
    ticks: ticks.map((value) => ({ at: positionOf(value), label: formatNumber(value) })),
    place: (value) =>
      typeof value === "number" && Number.isFinite(value) ? positionOf(value) : null,
  };
}

/** The ticks of a logarithmic axis between two powers of ten. */
function logTicks(from: number, to: number): number[] {
  const every = Math.max(1, Math.ceil((to - from) / 6));
  const digits = to - from < 2 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(from); power <= to; power += every) {
    for (const digit of digits) {
      const at = power + Math.log10(digit);
      if (at >= from - 1e-9 && at <= to + 1e-9) ticks.push(Number(`${digit}e${power}`));
    }
  }
  return ticks;
}
