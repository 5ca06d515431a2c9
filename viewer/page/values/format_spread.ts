import { formatMetric } from "./format_metric.ts";

/** The digits of a deviation that say something. */
const DIGITS = 2;
/** With more decimals than this, numbers are written with an exponent. */
const MAX_DECIMALS = 6;

/** A mean and its deviation, both to the second digit of the deviation: `0.0153 ± 0.0012`. */
export function formatSpread(mean: number, std: number): string {
  if (!Number.isFinite(mean) || Number.isNaN(std)) return formatMetric(mean);
  if (std === 0) return formatMetric(mean);
  const decimals = DIGITS - 1 - Math.floor(Math.log10(std));
  if (!(decimals <= MAX_DECIMALS) || Math.abs(mean) >= 1e9) {
    return `${formatMetric(mean)} ± ${Number(std.toPrecision(DIGITS))}`;
  }
  const shown = (value: number) => value.toFixed(Math.max(0, decimals));
  return `${shown(mean)} ± ${shown(std)}`;
}
