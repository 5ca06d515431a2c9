/** How the values of an axis map to places on it: 0 is its least end, 1 its greatest. */
export interface AxisScale {
  /** The place of a value; NaN if it has none, like 0 on a logarithmic axis. */
  place(value: number): number;
  /** The value at a place; always finite. */
  valueAt(place: number): number;
}

/**
 * The scale of an axis between two finite numbers, of which the first is the
 * lesser. No step overflows or underflows, so that the two may be as far apart,
 * or as close, as numbers can be.
 *
 * @param isLog Whether the axis is logarithmic; both ends are then above 0.
 *
 * @example
 * ```ts
 * import { axisScale } from "./axis_scale.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(axisScale(-Number.MAX_VALUE, Number.MAX_VALUE).place(0), 0.5);
 * assertEquals(axisScale(1, 100, true).place(10), 0.5);
 * ```
 */
export function axisScale(min: number, max: number, isLog = false): AxisScale {
  if (isLog) {
    const width = logOfRatio(max, min);
    return {
      place: (value) => value > 0 ? logOfRatio(value, min) / width : NaN,
      valueAt: (place) => finite(Math.exp(Math.log(min) * (1 - place) + Math.log(max) * place)),
    };
  }
  const width = max - min;
  if (Number.isFinite(width)) {
    return {
      place: (value) => (value - min) / width,
      valueAt: (place) => finite(min + place * width),
    };
  }
  const [halfMin, halfWidth] = [min / 2, max / 2 - min / 2];
  return {
    place: (value) => (value / 2 - halfMin) / halfWidth,
    valueAt: (place) => finite(min * (1 - place) + max * place),
  };
}

/** The logarithm of `value / min`: exact where the two are close, finite where they are far apart. */
function logOfRatio(value: number, min: number): number {
  const ratio = value / min;
  return ratio > 0.5 && ratio < 2
    ? Math.log1p((value - min) / min)
    : Math.log(value) - Math.log(min);
}

function finite(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}
