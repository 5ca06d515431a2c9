/** Some figures in one line: how many, median, 90 %, largest. */
export function distribution(values: readonly number[], unit: string): string {
  if (values.length === 0) return "none";
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
  const text = (value: number) => `${value.toFixed(1)} ${unit}`;
  return `${values.length} values, p50 ${text(at(0.5))}, p90 ${text(at(0.9))}, ` +
    `p99 ${text(at(0.99))}, max ${text(at(1))}`;
}
