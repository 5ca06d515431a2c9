import { twoDigits } from "../../../format/two_digits.ts";

/** A point in time, in milliseconds since 1970, as date and time in the reader's time zone. */
export function formatDateTime(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${
    twoDigits(date.getDate())
  }`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  return `${day} ${time}`;
}
