const LARGER_UNITS = ["kB", "MB", "GB", "TB"];

/** A size as people read it, in powers of 1000 and with at most three digits: `850 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, "B"];
  for (const larger of LARGER_UNITS) {
    if (value < 999.5) break;
    [value, unit] = [value / 1000, larger];
  }
  return `${value.toFixed(unit === "B" || value >= 99.95 ? 0 : 1)} ${unit}`;
}
