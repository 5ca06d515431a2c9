import { twoDigits } from "../../../format/two_digits.ts";

/** A duration, given in milliseconds: `1:02:03`, or `12.5 s` below a minute. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (Math.abs(seconds) < 59.95) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))} s`;
  const sign = seconds < 0 ? "-" : "";
  const whole = Math.round(Math.abs(seconds));
  const hours = Math.floor(whole / 3600);
  const rest = `${twoDigits(Math.floor(whole / 60) % 60)}:${twoDigits(whole % 60)}`;
  if (hours >= 48) return `${sign}${Math.floor(hours / 24)}d ${hours % 24}h`;
  return hours > 0 ? `${sign}${hours}:${rest}` : `${sign}${rest.replace(/^0/, "")}`;
}
