import type { Json } from "../../protocol/api.ts";
import { niceTicks } from "../ui/nice_ticks.ts";
import { formatNumber, formatValue } from "../ui/format.ts";

/** More different texts than this make no axis. */
const MAX_CATEGORIES = 40;

/** Values of some runs along a line from 0 to 1. */
export interface CompareAxis {
  /** What the values are. */
  name: string;
  /** Where some round values, or all texts, stand. */
  ticks: { at: number; label: string }[];
  /** Where a value stands; `null` where it is missing or not finite. */
  place(value: Json | undefined): number | null;
}

/** An axis for these values, logarithmic where they are positive and far apart; `null` where they make none. */
export function makeAxis(name: string, values: readonly (Json | undefined)[]): CompareAxis | null {
  const given = values.filter((value) => value !== undefined && value !== null);
  const numbers = given.filter((value) => typeof value === "number");
  if (numbers.length === given.length) return makeNumberAxis(name, numbers.filter(Number.isFinite));
  const texts = [...new Set(given.map(formatValue))].sort();
  if (texts.length > MAX_CATEGORIES) return null;
  const at = new Map(texts.map((text, i) => [text, (i + 0.5) / texts.length]));
  return {
    name,
    ticks: texts.map((label) => ({ at: at.get(label)!, label })),
    place: (value) => value === undefined || value === null ? null : at.get(formatValue(value))!,
  };
}

function makeNumberAxis(name: string, numbers: readonly number[]): CompareAxis | null {
  if (numbers.length === 0) return null;
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  const log = least > 0 && greatest / least >= 10;
  const scale = log ? Math.log10 : (value: number) => value;
  const [from, to] = [scale(least), scale(greatest)];
  const span = to - from;
  const place = (value: Json | undefined) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return null;
    return span === 0 ? 0.5 : (scale(value) - from) / span;
  };
  const ticks = span === 0 ? [least] : log ? logTicks(from, to) : niceTicks(from, to, 4).ticks;
  return {
    name,
    ticks: ticks.map((value) => ({ at: place(value)!, label: formatNumber(value) })),
    place,
  };
}

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
