import { scriptDate } from "./process/script_clock.ts";

/** Makes a new board id: `YYYYMMDD_HHMMSS_<8 hex digits>`, in local time. */
export function newBoardId(now: Date = scriptDate()): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${date}_${time}_${crypto.randomUUID().slice(0, 8)}`;
}
