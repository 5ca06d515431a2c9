/** Suffixes of large tick labels, and from which value on each is used. */
const UNITS: [number, string][] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];

/** The labels of an axis: as short as possible while any two of them differ. */
export function formatTicks(ticks: readonly number[], step: number): string[] {
  const greatest = Math.max(...ticks.map(Math.abs));
  if (greatest > 0 && (greatest < 1e-3 || greatest >= 1e15)) {
    const digits = Math.min(5, fractionDigits(10 ** Math.floor(Math.log10(greatest)), step));
    return ticks.map((tick) => tick === 0 ? "0" : tick.toExponential(digits).replace("e+", "e"));
  }
  let [unit, suffix] =
    UNITS.find(([unit]) => greatest >= unit && (unit > 1e3 || greatest >= 1e4)) ??
      [1, ""];
  let digits = fractionDigits(unit, step);
  if (digits > 3) {
    [unit, suffix] = [1, ""];
    digits = fractionDigits(1, step);
  }
  return ticks.map((tick) => tick === 0 ? "0" : (tick / unit).toFixed(digits) + suffix);
}

/** How many digits after the decimal point distinguish multiples of the step. */
function fractionDigits(unit: number, step: number): number {
  for (let digits = 0; digits < 8; digits++) {
    const scaled = step / unit * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 8;
}
