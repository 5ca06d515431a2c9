import type { AxisTick, CompareAxis } from "./compare_axis.ts";

/**
 * The ticks of an axis: one at each value that is there, with a label as far as labels do not
 * touch; the least and the greatest have theirs. Of too many values: at round ones.
 *
 * @param pixels The length of the axis.
 * @param sizeOf How much of the axis a label takes, its margin included, in pixels.
 */
export function ticksOf(
  axis: CompareAxis,
  pixels: number,
  sizeOf: (label: string) => number,
): readonly AxisTick[] {
  const values = axis.values ?? axis.ticks;
  const doTouch = (a: AxisTick, b: AxisTick) =>
    Math.abs(a.at - b.at) * pixels < (sizeOf(a.label) + sizeOf(b.label)) / 2;
  const last = values.at(-1);
  let before: AxisTick | undefined;
  return values.map((tick) => {
    const isFree = before === undefined || !doTouch(before, tick);
    const isFreeOfLast = last === undefined || tick === last || !doTouch(tick, last);
    if (!isFree || !isFreeOfLast) return { ...tick, label: "" };
    before = tick;
    return tick;
  });
}
