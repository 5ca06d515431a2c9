import type { XKind } from "../settings/chart_settings.ts";

const UNITS: [number, string][] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];

/** The labels of an axis: as short as they can be while two of them differ. */
export function formatTicks(ticks: readonly number[], step: number): string[] {
  const greatest = Math.max(...ticks.map(Math.abs));
  if (greatest > 0 && (greatest < 1e-3 || greatest >= 1e15)) {
    const digits = Math.min(5, digitsOf(10 ** Math.floor(Math.log10(greatest)), step));
    return ticks.map((tick) => tick === 0 ? "0" : tick.toExponential(digits).replace("e+", "e"));
  }
  let [unit, suffix] =
    UNITS.find(([unit]) => greatest >= unit && (unit > 1e3 || greatest >= 1e4)) ??
      [1, ""];
  let digits = digitsOf(unit, step);
  if (digits > 3) {
    [unit, suffix] = [1, ""];
    digits = digitsOf(1, step);
  }
  return ticks.map((tick) => tick === 0 ? "0" : (tick / unit).toFixed(digits) + suffix);
}

/** One value of a logarithmic axis. */
export function formatLogTick(tick: number): string {
  if (tick >= 1e-3 && tick < 1e5) return String(Number(tick.toPrecision(3)));
  return tick.toExponential().replace("e+", "e");
}

/** A time that has passed: `1:02:03`, or `12.5 s` where it is short. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (Math.abs(seconds) < 60) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))} s`;
  const sign = seconds < 0 ? "-" : "";
  const whole = Math.round(Math.abs(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  if (hours >= 48) return `${sign}${Math.floor(hours / 24)}d ${hours % 24}h`;
  return hours > 0 ? `${sign}${hours}:${rest}` : `${sign}${rest.replace(/^0/, "")}`;
}

/** A place on the x axis, in full. */
export function formatX(x: number, kind: XKind): string {
  if (kind === "relative") return formatDuration(x);
  if (kind === "clock") return formatClock(x);
  return Number.isInteger(x) ? x.toLocaleString("en") : String(Number(x.toPrecision(6)));
}

/** A time of day and its date, of where the reader is. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A value of a metric, short: `0.01234`, `1.2e-7`, `NaN`. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "-∞" : "NaN";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(size >= 1000 ? 7 : 5)));
}

/** How many digits after the point tell multiples of the step apart. */
function digitsOf(unit: number, step: number): number {
  for (let digits = 0; digits < 8; digits++) {
    const scaled = step / unit * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 8;
}
