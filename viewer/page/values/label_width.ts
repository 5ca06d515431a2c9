/** About how wide a character of a label is, in pixels, in the font of the axes. */
const CHARACTER = 7;

/** About how wide the label of a tick is, in pixels. */
export function labelWidth(label: string): number {
  return CHARACTER * Math.max(...label.split("\n").map((line) => line.length));
}
