/** A mean or another value that was computed, shortened: `0.01234`, `1.200e-7`, `NaN`. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "-∞" : "NaN";
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(size >= 1000 ? Math.max(7, digitsOf(size) + 1) : 5)));
}

/** How many digits a number has before the point. */
function digitsOf(size: number): number {
  return Math.floor(Math.log10(size)) + 1;
}
