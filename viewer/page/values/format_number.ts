/**
 * A number of a config or a table cell: as it is stored if that is short,
 * otherwise rounded to six significant digits. Values of metrics, which need
 * exponents to stay short, go through `formatMetric()`.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = String(value);
  return text.length <= 10 ? text : String(Number(value.toPrecision(6)));
}
