import { niceTicks } from "./nice_ticks.ts";

/** Round values on a logarithmic axis. */
export interface LogTicks {
  /** The values, rising, all within the axis. */
  ticks: number[];
  /** The step of which all are multiples where the axis is too short for powers; otherwise `null`. */
  step: number | null;
}

/** How many powers of ten lie from one tick to the next on a long axis. */
const STRIDES = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500];

/**
 * Round values for a logarithmic axis: 1, 2 and 5 times each power of ten if
 * they fit, or 1 and 5 times, otherwise every power, or every second, third, fifth … one. An axis
 * too short for two of them gets the ticks of a linear one.
 *
 * @param min The least end, above 0.
 * @param max The greatest end, finite; may be `min`.
 * @param maxCount How many ticks there may be, at least 1.
 */
export function logTicks(min: number, max: number, maxCount: number): LogTicks {
  const most = Math.max(1, Math.floor(maxCount) || 1);
  const first = Math.floor(Math.log10(min)) - 1;
  const last = Math.ceil(Math.log10(max)) + 1;
  const at = (digits: number[], stride: number) => {
    const ticks: number[] = [];
    for (let power = Math.ceil(first / stride) * stride; power <= last; power += stride) {
      for (const digit of digits) {
        const tick = Number(`${digit}e${power}`);
        // Near the least number several powers are the same one.
        if (tick >= min && tick <= max && tick > (ticks.at(-1) ?? 0)) ticks.push(tick);
      }
    }
    return ticks;
  };
  const digits = at([1, 2, 5], 1);
  if (digits.length < 2) return niceTicks(min, max, most);
  if (digits.length <= most) return { ticks: digits, step: null };
  const fewer = at([1, 5], 1);
  if (fewer.length > 1 && fewer.length <= most) return { ticks: fewer, step: null };
  for (const stride of STRIDES) {
    const powers = at([1], stride);
    if (powers.length > 0 && powers.length <= most) return { ticks: powers, step: null };
  }
  return { ticks: digits.slice(0, 1), step: null };
}
