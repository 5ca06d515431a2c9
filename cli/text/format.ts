/**
 * Numbers, sizes and times as people read them.
 *
 * @module
 */

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `1,234` */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** `3 rows`, `1 row` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `1.2 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  while (bytes >= 999.5 && unit < BYTE_UNITS.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${unit === 0 || bytes >= 99.95 ? bytes.toFixed(0) : bytes.toFixed(1)} ${
    BYTE_UNITS[unit]
  }`;
}

/** A number to five significant digits, whole ones in full. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 1e9)) {
    return String(value);
  }
  const short = Number(value.toPrecision(5));
  const size = Math.abs(short);
  return size >= 1e-4 && size < 1e9 ? String(short) : short.toExponential();
}

/** `850 ms`, `12.3 s`, `4 min 05 s`, `3 h 20 min`, `2 d 4 h` */
export function formatDuration(ms: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)} min ${two(seconds % 60)} s`;
  const hours = minutes / 60;
  if (hours < 24) return `${Math.floor(hours)} h ${two(minutes % 60)} min`;
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
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
