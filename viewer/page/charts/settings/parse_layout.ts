/** How the reader has arranged the charts. */
export interface ChartLayout {
  /** Pinned metrics, in their order. */
  pinned: string[];
  /** Metrics that come first in their group, in their order. */
  order: string[];
  /** The columns, and the height in pixels, of resized charts. */
  sizes: Record<string, [columns: number, height: number]>;
  /** The groups that are collapsed. */
  closed: string[];
}

/** The limits of the height of a plot, in pixels. */
export const CHART_HEIGHTS = { min: 120, max: 1200 };

/** Reads a layout from the address, leaving out whatever is invalid. */
export function parseLayout(text: string): ChartLayout {
  let given: Record<string, unknown>;
  try {
    given = Object(JSON.parse(text));
  } catch {
    given = {};
  }
  const { pinned, order, sizes, closed } = given;
  return {
    pinned: stringsOf(pinned),
    order: stringsOf(order),
    sizes: Object.fromEntries(Object.entries(Object(sizes)).filter(isSize)),
    closed: stringsOf(closed),
  };
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function isSize(entry: [string, unknown]): entry is [string, [number, number]] {
  if (!Array.isArray(entry[1])) return false;
  const [columns, height] = entry[1];
  return Number.isInteger(columns) && columns >= 1 &&
    Number.isFinite(height) && height >= CHART_HEIGHTS.min && height <= CHART_HEIGHTS.max;
}
