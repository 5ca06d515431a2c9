import { statfsSync } from "node:fs";
import { attempt } from "./attempt.ts";

/** How many bytes the disk of a folder has left for this user; `undefined` where nobody knows. */
export function freeBytes(dir: string): number | undefined {
  const found = attempt(() => statfsSync(dir));
  // A file system that does not say, as some of FUSE's, has no blocks at all.
  return found === undefined || found.blocks === 0 ? undefined : found.bavail * found.bsize;
}
