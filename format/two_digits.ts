/** A part of a time or a date, padded to two digits: `07`. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
