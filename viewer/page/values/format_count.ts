/** A whole number with separators between the thousands: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}
