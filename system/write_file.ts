import { writeFileSync } from "node:fs";
import { removeFileIfThere } from "./remove.ts";

/**
 * Writes a whole new file; one that is there is removed first, and if that is a link, the link is,
 * so that nothing outside is written. Who reads it meanwhile may see half of it, and nothing makes
 * it durable.
 *
 * @throws {Error} With the system's code, as `ENOSPC`.
 */
export function writeFile(path: string | URL, content: string | Uint8Array): void {
  removeFileIfThere(path);
  writeFileSync(path, content, { flag: "wx" });
}
