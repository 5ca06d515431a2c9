import { assert, assertEquals } from "@std/assert";
import type { AxisTicks } from "../../../../viewer/page/values/axis_ticks.ts";
import { axisScale } from "../../../../viewer/page/values/axis_scale.ts";
import { durationTicks } from "../../../../viewer/page/values/duration_ticks.ts";
import { fitTicks } from "../../../../viewer/page/values/fit_ticks.ts";
import { formatLogTick } from "../../../../viewer/page/values/format_log_tick.ts";
import { formatTicks } from "../../../../viewer/page/values/format_ticks.ts";
import { logTicks } from "../../../../viewer/page/values/log_ticks.ts";
import { niceTicks } from "../../../../viewer/page/values/nice_ticks.ts";
import { timeTicks } from "../../../../viewer/page/values/time_ticks.ts";
import { Random } from "../../../support/random.ts";

const TRIES = 4000;

/** Any finite double, by its bits: all sizes are as likely. */
function anyNumber(random: Random): number {
  const view = new DataView(new ArrayBuffer(8));
  for (;;) {
    view.setUint32(0, random.next() * 2 ** 32);
    view.setUint32(4, random.next() * 2 ** 32);
    const value = view.getFloat64(0);
    if (Number.isFinite(value)) return value;
  }
}

/** The double that is `count` numbers above another one. */
function above(value: number, count: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(count));
  const result = view.getFloat64(0);
  return Number.isFinite(result) ? result : Number.MAX_VALUE;
}

/** Ranges of all sizes and places: wide, narrow at any offset, of a few numbers, of one. */
function* ranges(seed: number): Generator<[number, number]> {
  const random = new Random(seed);
  const { MAX_VALUE, MIN_VALUE, EPSILON } = Number;
  yield* [
    [-MAX_VALUE, MAX_VALUE],
    [-MAX_VALUE, 0],
    [MAX_VALUE, MAX_VALUE],
    [MAX_VALUE / 2, MAX_VALUE],
    [0, MIN_VALUE],
    [MIN_VALUE, 9 * MIN_VALUE],
    [1, 1 + EPSILON],
    [1 - EPSILON / 2, 1],
    [0, 0],
    [9007199254740980, 9007199254740990],
    [2.70000006, 2.70000006 + 4e-14],
    [0.00143, 2.1047],
    [1.7e12, 1.7e12 + 0.001],
    [-8.64e15, 8.64e15],
  ] as [number, number][];
  for (let i = 0; i < TRIES; i++) {
    const a = anyNumber(random);
    const kind = i % 5;
    if (kind === 0) yield inOrder(a, anyNumber(random));
    else if (kind === 1) yield inOrder(Math.abs(a), above(a, 1 + Math.floor(random.next() * 40)));
    else if (kind === 2) yield [a, a];
    else if (kind === 3) {
      const offset = (random.next() - 0.5) * 10 ** Math.floor(random.next() * 30 - 10);
      yield inOrder(offset, offset + offset * 10 ** (-16 * random.next()));
    } else {
      // As of a loss: from [0.95, 1) times a power of ten.
      const low = (0.95 + 0.05 * random.next()) * 10 ** -Math.floor(random.next() * 12);
      yield inOrder(low, low * 10 ** (random.next() * 8));
    }
  }
}

function inOrder(a: number, b: number): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** Whether a number is a multiple of 1, 2 or 5 times a power of ten, told from decimal digits. */
function isMultiple(tick: number, step: number): boolean {
  const [stepDigits, stepExponent] = decimal(step);
  const [digits, exponent] = decimal(tick);
  const shift = exponent - stepExponent;
  if (shift >= 0) return (digits * 10n ** BigInt(shift)) % stepDigits === 0n;
  return digits % (stepDigits * 10n ** BigInt(-shift)) === 0n;
}

function decimal(value: number): [digits: bigint, exponent: number] {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

function checkTicks({ ticks, labels }: AxisTicks, min: number, max: number, most: number): void {
  const told = `${min} to ${max}, at most ${most}: ${ticks.join()} ${labels.join()}`;
  assert(ticks.length >= 1 && ticks.length <= most, told);
  assert(ticks.every(Number.isFinite), told);
  assert(ticks.every((tick) => tick >= min && tick <= max), told);
  assert(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]!), told);
  assertEquals(labels.length, ticks.length, told);
  assert(labels.every((label, i) => label !== "" && label !== labels[i - 1]), told);
  assert(!labels.some((label) => /NaN|Infinity|undefined/.test(label)), told);
}

const COUNTS = [1, 2, 3, 5, 8, 20];

Deno.test("niceTicks() of any range are few, rising, round and told apart", () => {
  for (const [min, max] of ranges(1)) {
    for (const most of COUNTS) {
      const { ticks, step } = niceTicks(min, max, most);
      checkTicks({ ticks, labels: formatTicks(ticks, step) }, min, max, most);
      if (ticks.every((tick) => isMultiple(tick, step))) continue;
      assertEquals(ticks, ends(min, max, most), `${min} to ${max}, at most ${most}, step ${step}`);
    }
  }
});

function ends(min: number, max: number, most: number): number[] {
  return most > 1 && max > min ? [min, max] : [min];
}

Deno.test("formatTicks() are the ticks' own numbers", () => {
  const units: Record<string, number> = { k: 3, M: 6, G: 9, T: 12 };
  for (const [min, max] of ranges(2)) {
    const { ticks, step } = niceTicks(min, max, 6);
    formatTicks(ticks, step).forEach((label, i) => {
      const power = units[label.at(-1)!];
      const value = Number(power === undefined ? label : `${label.slice(0, -1)}e${power}`);
      assertEquals(value, ticks[i], `${label} of ${ticks.join()}`);
    });
  }
});

Deno.test("logTicks() of any range above 0 are few, rising, round and told apart", () => {
  for (const [low, high] of ranges(3)) {
    const [min, max] = inOrder(Math.abs(low) || Number.MIN_VALUE, Math.abs(high) || 1);
    for (const most of COUNTS) {
      const { ticks, step } = logTicks(min, max, most);
      const labels = step === null ? ticks.map(formatLogTick) : formatTicks(ticks, step);
      checkTicks({ ticks, labels }, min, max, most);
      if (step !== null) continue;
      for (const tick of ticks) assert(/^[125]e/.test(tick.toExponential()), `${tick}`);
    }
  }
});

Deno.test("logTicks() of a loss are the powers and what is between", () => {
  assertEquals(logTicks(0.00095, 2.3, 8).ticks, [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1]);
  assertEquals(logTicks(0.00095, 2.3, 5).ticks, [0.001, 0.01, 0.1, 1]);
  assertEquals(logTicks(1e-300, 1e300, 4).ticks, [1e-200, 1, 1e200]);
  assertEquals(logTicks(1.1, 1.4, 4).ticks, [1.1, 1.2, 1.3, 1.4]);
});

Deno.test("durationTicks() and timeTicks() of any range are few, rising and told apart", () => {
  for (const [min, max] of ranges(4)) {
    for (const most of COUNTS) {
      checkTicks(durationTicks(min, max, most), min, max, most);
      checkTicks(timeTicks(min, max, most), min, max, most);
    }
  }
  const random = new Random(5);
  for (let i = 0; i < TRIES; i++) {
    const from = 1.6e12 + random.next() * 3e11;
    const to = from + 10 ** (random.next() * 17 - 3);
    checkTicks(timeTicks(from, to, 6), from, to, 6);
    checkTicks(durationTicks(from - 1.6e12, to - 1.6e12, 6), from - 1.6e12, to - 1.6e12, 6);
  }
});

Deno.test("timeTicks() are round times of day, with the date where one begins", () => {
  const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();
  assertEquals(timeTicks(at(2026, 10, 27, 21, 10), at(2026, 10, 28, 7, 0), 4), {
    ticks: [at(2026, 10, 28, 0), at(2026, 10, 28, 3), at(2026, 10, 28, 6)],
    labels: ["00:00\n2026-11-28", "03:00", "06:00"],
  });
  assertEquals(timeTicks(at(2025, 11, 30), at(2026, 0, 2), 5).labels, [
    "12-30\n2025",
    "12-31",
    "01-01\n2026",
    "01-02",
  ]);
});

Deno.test("durationTicks() are told apart after days, and within a second", () => {
  const day = 86_400_000;
  assertEquals(durationTicks(3 * day, 3 * day + 5_400_000, 4).labels, [
    "3d 0:00",
    "3d 0:30",
    "3d 1:00",
    "3d 1:30",
  ]);
  assertEquals(durationTicks(0, 2, 4).labels, ["0 s", "0.001 s", "0.002 s"]);
  assertEquals(durationTicks(0, 120_000, 4).labels, ["0 s", "1:00", "2:00"]);
});

Deno.test("axisScale() places any value between 0 and 1, and finds it again", () => {
  for (const [min, max] of ranges(6)) {
    if (min === max) continue;
    const scale = axisScale(min, max);
    assertEquals([scale.place(min), scale.place(max)], [0, 1], `${min} to ${max}`);
    assert(Number.isFinite(scale.valueAt(-0.1)) && Number.isFinite(scale.valueAt(1.1)));
    const inside = scale.place(niceTicks(min, max, 5).ticks[0]!);
    assert(inside >= 0 && inside <= 1, `${min} to ${max}: ${inside}`);
    if (min <= 0) continue;
    const log = axisScale(min, max, true);
    assertEquals([log.place(min), log.place(max)], [0, 1], `log ${min} to ${max}`);
    assert(Number.isFinite(log.valueAt(1.1)));
  }
});

Deno.test("fitTicks() ends whatever the length of the axis is", () => {
  for (const pixels of [NaN, -1, 0, 1, 20]) {
    for (const [min, max] of ranges(8)) {
      const make = (count: number) => {
        const { ticks, step } = niceTicks(min, max, count);
        return { ticks, labels: formatTicks(ticks, step) };
      };
      assertEquals(fitTicks(make, () => 0, pixels, () => 10, 40).ticks.length, 1);
    }
  }
});

Deno.test("fitTicks() leaves out what does not fit", () => {
  const make = (min: number, max: number) => (count: number) => {
    const { ticks, step } = niceTicks(min, max, count);
    return { ticks, labels: formatTicks(ticks, step) };
  };
  for (const [min, max] of ranges(7)) {
    if (min === max) continue;
    const { place } = axisScale(min, max);
    const sizeOf = (label: string) => label.length * 6 + 8;
    const { ticks, labels } = fitTicks(make(min, max), place, 300, sizeOf, 40);
    let right = -Infinity;
    ticks.forEach((tick, i) => {
      const [at, half] = [place(tick) * 300, sizeOf(labels[i]!) / 2];
      assert(at - half >= right - 1e-6, `${min} to ${max}: ${labels.join()}`);
      right = at + half;
    });
  }
});
