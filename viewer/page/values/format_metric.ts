/** A value of a metric, shortened: `0.01234`, `1.200e-7`, `NaN`. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "-∞" : "NaN";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(size >= 1000 ? 7 : 5)));
}
