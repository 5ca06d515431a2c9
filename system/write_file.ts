import { writeFileSync } from "node:fs";

/**
 * Writes a whole file, over one that is there. Who reads it meanwhile may see half of it, and
 * nothing makes it durable.
 *
 * @throws {Error} With the system's code, as `ENOSPC`.
 */
export function writeFile(path: string | URL, content: string | Uint8Array): void {
  writeFileSync(path, content);
}
