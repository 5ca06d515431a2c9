import { formatNumber } from "./format_number.ts";

/** A logged value of a metric: like `formatNumber()`, with signs for infinities. */
export function formatLogged(value: number): string {
  return infinityText(value) ?? formatNumber(value);
}

/** A logged value of a metric, with all its digits. */
export function formatLoggedInFull(value: number): string {
  return infinityText(value) ?? (Object.is(value, -0) ? "-0" : String(value));
}

function infinityText(value: number): string | undefined {
  return value === Infinity ? "∞" : value === -Infinity ? "-∞" : undefined;
}
