import { labelWidth } from "./label_width.ts";

/**
 * How far the labels of an axis reach beyond its ends, in pixels; 0 where they do not. Each is
 * centred at its place.
 *
 * @param places The places of the labels on the axis, from 0 to 1, rising.
 * @param pixels The length of the axis.
 */
export function labelOverhang(
  places: readonly number[],
  labels: readonly string[],
  pixels: number,
): { first: number; last: number } {
  const beyond = (distance: number, label: string) =>
    Math.max(0, Math.ceil(labelWidth(label) / 2 - distance * pixels));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return { first: 0, last: 0 };
  return { first: beyond(first, labels[0] ?? ""), last: beyond(1 - last, labels.at(-1) ?? "") };
}
