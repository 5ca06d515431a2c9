import process from "node:process";
import { readFileSync } from "node:fs";
import { system } from "./platform.ts";

/** How much of the machine's memory this process holds now, in bytes. */
export function ownResidentBytes(): number {
  return process.memoryUsage.rss();
}

/**
 * How much of the machine's memory another process holds now, in bytes; `undefined` where only
 * the process itself knows: outside of Linux, once it has ended, and without the right to ask.
 */
export function residentBytesOf(pid: number): number | undefined {
  if (system !== "linux") return undefined;
  try {
    const [, kibibytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ??
        [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
