/** Round values on an axis. */
export interface NiceTicks {
  /** The values, rising, all within the axis. */
  ticks: number[];
  /** 1, 2 or 5 times a power of ten, of which all ticks are multiples. */
  step: number;
}

/** The exponents of the least and the greatest power of ten among numbers. */
const MIN_EXPONENT = -324;
const MAX_EXPONENT = 308;

/**
 * Round values that divide a range: multiples of 1, 2 or 5 times a power of
 * ten. Each is the number nearest to its decimal form, at any size.
 *
 * If a range has no such value, as between two adjacent numbers, its ends are
 * the ticks: they are multiples of the last digit that they are written with.
 *
 * @param min The least end, finite.
 * @param max The greatest end, finite; may be `min`.
 * @param maxCount How many ticks there may be, at least 1.
 */
export function niceTicks(min: number, max: number, maxCount: number): NiceTicks {
  const most = Math.max(1, Math.floor(maxCount) || 1);
  // The width of a range may be too great for a number, but not its part.
  const rough = most === 1 ? max - min : max / most - min / most;
  // Below this distance neighbouring multiples are the same number.
  const least = Math.max(Math.abs(min), Math.abs(max)) * 2 ** -52;
  const wanted = Math.max(rough, least, Number.MIN_VALUE);
  const exponent = Number.isFinite(wanted) ? Math.floor(Math.log10(wanted)) : MAX_EXPONENT;
  for (let power = Math.max(MIN_EXPONENT, exponent - 1); power <= MAX_EXPONENT; power++) {
    for (const digit of [1, 2, 5]) {
      const step = Number(`${digit}e${power}`);
      if (step < wanted || step === 0 || step === Infinity) continue;
      const ticks = multiples(min, max, digit, power);
      if (ticks === null || ticks.length > most) continue;
      if (ticks.length > 0) return { ticks, step };
      return { ticks: endsOf(min, max, most), step };
    }
  }
  // Wider than the greatest step: the range contains 0, a multiple of any step.
  return { ticks: min <= 0 && max >= 0 ? [0] : endsOf(min, max, most), step: 1e308 };
}

/**
 * The multiples of `digit * 10 ** power` in a range; `null` if numbers are too
 * coarse for them. There are few: the step divides the range.
 */
function multiples(min: number, max: number, digit: number, power: number): number[] | null {
  const step = Number(`${digit}e${power}`);
  const first = Math.ceil(min / step) - 1;
  const count = Math.ceil(max / step) + 1 - first;
  const ticks: number[] = [];
  for (let i = 0; i <= count; i++) {
    const digits = String(BigInt(first + i) * BigInt(digit));
    const tick = Number(`${digits}e${power}`) + 0; // Not -0.
    if (tick < min || tick > max) continue;
    if (significant(tick.toExponential()) !== significant(digits)) return null;
    ticks.push(tick);
  }
  return ticks;
}

/** The digits of a number, without its sign, its point and the zeros around them. */
function significant(text: string): string {
  return text.replace(/e.*|[-.]/g, "").replace(/^0+|0+$/g, "");
}

function endsOf(min: number, max: number, most: number): number[] {
  return most > 1 && max > min ? [min, max] : [min];
}
