/** What someone arranged. */
export interface ChartLayout {
  /** Metrics at the top, in their order. */
  pinned: string[];
  /** Metrics that come first in their group, in their order. */
  order: string[];
  /** Columns and height in pixels of those that were resized. */
  sizes: Record<string, [columns: number, height: number]>;
  /** Groups that are closed. */
  closed: string[];
}

/** How high a drawing can be made, in pixels. */
export const CHART_HEIGHTS = { min: 120, max: 1200 };

/** What someone arranged, as it stands in the address; what is none of it is left out. */
export function parseLayout(text: string): ChartLayout {
  let given: Record<string, unknown>;
  try {
    given = Object(JSON.parse(text));
  } catch {
    given = {};
  }
  const { pinned, order, sizes, closed } = given;
  return {
    pinned: textsOf(pinned),
    order: textsOf(order),
    sizes: Object.fromEntries(Object.entries(Object(sizes)).filter(isSize)),
    closed: textsOf(closed),
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function isSize(entry: [string, unknown]): entry is [string, [number, number]] {
  if (!Array.isArray(entry[1])) return false;
  const [columns, height] = entry[1];
  return Number.isInteger(columns) && columns >= 1 &&
    Number.isFinite(height) && height >= CHART_HEIGHTS.min && height <= CHART_HEIGHTS.max;
}
