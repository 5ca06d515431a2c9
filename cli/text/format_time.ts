/**
 * Times and durations as people read them.
 *
 * @module
 */

/** `850 ms`, `12.3 s`, `4 min 05 s`, `3 h 20 min`, `2 d 4 h` */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)} min ${twoDigits(seconds % 60)} s`;
  const hours = minutes / 60;
  if (hours < 24) return `${Math.floor(hours)} h ${twoDigits(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${Math.floor(hours % 24)} h`;
}

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago` */
export function formatAge(date: Date, now: Date = new Date()): string {
  const minutes = (now.getTime() - date.getTime()) / 60_000;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 60 / 24)} d ago`;
}

/** `2026-01-02 03:04:05`, in local time. */
export function formatDate(date: Date): string {
  const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  return `${date.getFullYear()}-${day} ${time}`;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
