/** Red, green and blue, from 0 to 255. */
type Rgb = readonly [number, number, number];

/** A colour of terminal text in CSS. The theme defines the first sixteen colours of the palette. */
export function cssColor(color: number | Rgb): string {
  if (typeof color !== "number") return `rgb(${color.join(" ")})`;
  return color < 16 ? `var(--ansi-${color})` : `rgb(${paletteColor(color).join(" ")})`;
}

/** A text colour that is readable on this background. */
export function letterColor(background: number | Rgb): string {
  if (typeof background === "number" && background < 16) return "var(--bg)";
  const [red, green, blue] = typeof background === "number" ? paletteColor(background) : background;
  return 0.3 * red + 0.59 * green + 0.11 * blue > 130 ? "black" : "white";
}

/** The colours of the palette from index 16 on: a cube of 6 × 6 × 6 colours, then 24 greys. */
function paletteColor(index: number): Rgb {
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return [grey, grey, grey];
  }
  const level = (digit: number) => digit === 0 ? 0 : 55 + 40 * digit;
  const place = index - 16;
  return [level(Math.floor(place / 36)), level(Math.floor(place / 6) % 6), level(place % 6)];
}
