import type { AxisTicks } from "./axis_ticks.ts";
import { CLOCK_STEPS, DAY, HOUR, MINUTE, SECOND } from "./clock_steps.ts";
import { formatTicks } from "./format_ticks.ts";
import { niceTicks } from "./nice_ticks.ts";
import { formatOffset, offsetAt } from "./time_zone.ts";
import { twoDigits } from "../../../format/two_digits.ts";

/** The furthest point in time that a `Date` can hold, in milliseconds from 1970. */
const MAX_TIME = 8.64e15;

const DAYS = [1, 2, 7, 14];
/** The first Monday of 1970, in days since its beginning. */
const MONDAY = 4;
const MONTHS = [1, 3, 6];
const YEARS = [1, 2, 5].flatMap((digit) => [0, 1, 2, 3, 4, 5].map((power) => digit * 10 ** power))
  .sort((a, b) => a - b);

/**
 * The ticks of an axis of points in time, in milliseconds since 1970, at round
 * times of the reader's time zone. The first label, and the first one of a day,
 * have the date in a second line, the first one after the clocks were changed its distance from UTC.
 *
 * @param maxCount How many ticks there may be, at least 1.
 */
export function timeTicks(min: number, max: number, maxCount: number): AxisTicks {
  const most = Math.max(1, Math.floor(maxCount) || 1);
  if (Math.abs(min) > MAX_TIME - DAY || Math.abs(max) > MAX_TIME - DAY) {
    const { ticks, step } = niceTicks(min, max, most);
    return { ticks, labels: formatTicks(ticks, step) };
  }
  const width = max - min;
  const fits = (ticks: number[]) => ticks.length > 0 && ticks.length <= most;
  if (width / SECOND >= 2) {
    for (const step of CLOCK_STEPS) {
      if (width / step > most + 1) continue;
      const ticks = ofDay(min, max, step);
      if (fits(ticks)) return withTimes(ticks, step);
    }
    for (const days of DAYS) {
      if (width / DAY / days > most + 1) continue;
      const ticks = ofDays(min, max, days);
      if (fits(ticks)) return withDates(ticks);
    }
    for (const months of [...MONTHS, ...YEARS.map((years) => years * 12)]) {
      if (width / DAY / 28 / months > most + 1) continue;
      const ticks = ofMonths(min, max, months);
      if (fits(ticks)) return months < 12 ? withDates(ticks) : withYears(ticks);
    }
  }
  const { ticks, step } = niceTicks(min, max, most);
  return withTimes(ticks, step);
}

/**
 * Multiples of a part of a day, counted from the beginning of each day: of several hours by what clocks
 * show, as a day on which they are changed is no multiple of these.
 */
function ofDay(min: number, max: number, step: number): number[] {
  const ticks: number[] = [];
  for (let start = startOfDay(min, 0), i = 1; start <= max; start = startOfDay(min, i++)) {
    const end = startOfDay(min, i);
    if (step > HOUR) {
      for (let hour = 0; hour < DAY / HOUR; hour += step / HOUR) {
        const tick = new Date(start).setHours(hour);
        if (tick >= min && tick <= max) ticks.push(tick);
      }
      continue;
    }
    const from = start + Math.max(0, Math.ceil((min - start) / step)) * step;
    for (let tick = from; tick < end && tick <= max; tick += step) ticks.push(tick);
  }
  return ticks;
}

/** The beginnings of every so many days, counted from a Monday. */
function ofDays(min: number, max: number, days: number): number[] {
  const ticks: number[] = [];
  for (let i = 0, start = startOfDay(min, 0); start <= max; start = startOfDay(min, ++i)) {
    const date = new Date(start);
    const number = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
    if (start >= min && (number - MONDAY) % days === 0) ticks.push(start);
  }
  return ticks;
}

/** The beginnings of every so many months, counted from year 0. */
function ofMonths(min: number, max: number, months: number): number[] {
  const ticks: number[] = [];
  const first = new Date(min);
  let number = first.getFullYear() * 12 + first.getMonth();
  number = Math.floor(number / months) * months;
  for (;; number += months) {
    const date = new Date(2000, 0, 1);
    date.setFullYear(Math.floor(number / 12), number - Math.floor(number / 12) * 12, 1);
    const tick = date.getTime();
    if (!(tick <= max)) return ticks;
    if (tick >= min) ticks.push(tick);
  }
}

function startOfDay(time: number, daysLater: number): number {
  const date = new Date(time);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() + daysLater);
  return date.getTime();
}

function withTimes(ticks: number[], step: number): AxisTicks {
  const fraction = step < SECOND
    ? Math.min(9, Math.max(1, Math.ceil(-Math.log10(step / SECOND))))
    : 0;
  let day = "";
  let offset: number | undefined;
  const kept: number[] = [];
  const labels: string[] = [];
  for (const tick of ticks) {
    const date = new Date(Math.floor(tick));
    const seconds = date.getSeconds() + (tick - Math.floor(tick / SECOND) * SECOND) / SECOND;
    const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}` +
      (step < MINUTE
        ? `:${seconds.toFixed(fraction).padStart(fraction > 0 ? 3 + fraction : 2, "0")}`
        : "");
    const isNewDay = dateOf(date) !== day;
    day = dateOf(date);
    const isChanged = offset !== undefined && offset !== offsetAt(tick);
    offset = offsetAt(tick);
    const below = isNewDay ? day : isChanged ? formatOffset(offset) : undefined;
    const label = below === undefined ? time : `${time}\n${below}`;
    // Below a nanosecond.
    if (label === labels.at(-1)) continue;
    kept.push(tick);
    labels.push(label);
  }
  return { ticks: kept, labels };
}

function withDates(ticks: number[]): AxisTicks {
  let year = "";
  const labels = ticks.map((tick) => {
    const date = new Date(tick);
    const isNewYear = String(date.getFullYear()) !== year;
    year = String(date.getFullYear());
    const day = `${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
    return isNewYear ? `${day}\n${year}` : day;
  });
  return { ticks, labels };
}

function withYears(ticks: number[]): AxisTicks {
  return { ticks, labels: ticks.map((tick) => String(new Date(tick).getFullYear())) };
}

function dateOf(date: Date): string {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}
