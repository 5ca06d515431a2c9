import type { AxisTicks } from "./axis_ticks.ts";

/** No axis needs more. */
const MAX_TICKS = 100;

/**
 * As many ticks as fit on an axis without their labels touching.
 *
 * @param make The ticks of the axis, at most so many.
 * @param place The place of a value on the axis, from 0 to 1.
 * @param pixels The length of the axis.
 * @param sizeOf How much of the axis a label takes, its margin included, in pixels.
 * @param least The least distance of two ticks that are looked for, in pixels.
 */
export function fitTicks(
  make: (maxCount: number) => AxisTicks,
  place: (value: number) => number,
  pixels: number,
  sizeOf: (label: string) => number,
  least: number,
): AxisTicks {
  for (let count = Math.min(MAX_TICKS, Math.max(1, Math.floor(pixels / least) || 1));; count--) {
    const found = make(count);
    if (count <= 1 || doFit(found, place, pixels, sizeOf)) return found;
  }
}

function doFit(
  { ticks, labels }: AxisTicks,
  place: (value: number) => number,
  pixels: number,
  sizeOf: (label: string) => number,
): boolean {
  return ticks.every((tick, i) => {
    const [before, label, labelBefore] = [ticks[i - 1], labels[i], labels[i - 1]];
    if (before === undefined || label === undefined || labelBefore === undefined) return true;
    const distance = (place(tick) - place(before)) * pixels;
    return distance >= (sizeOf(label) + sizeOf(labelBefore)) / 2;
  });
}
