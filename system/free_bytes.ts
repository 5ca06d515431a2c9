import { statfsSync } from "node:fs";
import { attempt } from "./attempt.ts";

/** How many bytes the disk of a folder has left for this user; `undefined` where nobody knows. */
export function freeBytes(dir: string): number | undefined {
  const found = attempt(() => statfsSync(dir));
  return found === undefined ? undefined : found.bavail * found.bsize;
}
