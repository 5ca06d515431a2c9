/**
 * A table cell as a number; `null` if it is none. JSON cannot hold NaN and
 * ±Infinity: the server sends them as strings of these names.
 */
export function cellNumber(cell: unknown): number | null {
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return Number(cell);
  if (typeof cell !== "string" || cell.trim() === "") return null;
  const value = Number(cell);
  return Number.isNaN(value) && cell !== "NaN" ? null : value;
}
