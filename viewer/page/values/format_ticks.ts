/** Suffixes of large tick labels, and the power of ten of each. */
const UNITS: readonly (readonly [exponent: number, suffix: string])[] = [
  [12, "T"],
  [9, "G"],
  [6, "M"],
  [3, "k"],
];

/** A label may have this many digits after the point before another form is tried. */
const MAX_DIGITS = 5;

/**
 * The labels of an axis: as short as possible, and each of them its tick's own
 * number. What a short form cannot say is written in full.
 *
 * @param step What all ticks are multiples of.
 */
export function formatTicks(ticks: readonly number[], step: number): string[] {
  if (ticks.length === 1) return ticks.map(String);
  const greatest = Math.max(0, ...ticks.map(Math.abs));
  const last = lastPlace(step);
  const exponent = exponentOf(greatest);
  if (greatest < 1e-3 || greatest >= 1e15) {
    const digits = Math.max(0, exponent - last);
    return digits > MAX_DIGITS
      ? ticks.map(String)
      : exactly(ticks, 0, (tick) => tick.toExponential(digits).replace("e+", "e"));
  }
  const unit = UNITS.find(([power]) => exponent >= power && (power > 3 || exponent >= 4));
  if (unit && unit[0] - last <= 3) {
    const [power, suffix] = unit;
    const digits = Math.max(0, power - last);
    const texts = exactly(ticks, power, (tick) => (tick / 10 ** power).toFixed(digits));
    return texts.map((text) => text === "0" ? text : text + suffix);
  }
  const digits = Math.max(0, -last);
  return digits > 20 ? ticks.map(String) : exactly(ticks, 0, (tick) => tick.toFixed(digits));
}

/** The forms of all ticks, in full where a form is another number than its tick. */
function exactly(
  ticks: readonly number[],
  power: number,
  form: (tick: number) => string,
): string[] {
  return ticks.map((tick) => {
    if (tick === 0) return "0";
    const text = form(tick);
    const isExact = Number(power === 0 ? text : `${text}e${power}`) === tick;
    return isExact ? text : String(power === 0 ? tick : tick / 10 ** power);
  });
}

/** The power of ten of a number's first digit. */
function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** The power of ten of the last digit of a step, of which the first three count. */
function lastPlace(step: number): number {
  const [digits = "1", exponent = "0"] = step.toExponential().split("e");
  return Number(exponent) - Math.max(0, Math.min(digits.length, 4) - 2);
}
