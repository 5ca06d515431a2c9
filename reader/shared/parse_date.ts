/** A time of `metadata.json` as a date; `null` where it is missing or not a date. */
export function parseDate(text: unknown): Date | null {
  if (typeof text !== "string") return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
