import { writeFileSync } from "node:fs";
import { isAlreadyExists } from "./error_code.ts";
import { removeFileIfThere } from "./remove.ts";

/**
 * Writes a whole new file; one that is there is removed first, and if that is a link, the link is,
 * so that nothing outside is written. Who reads it meanwhile may see half of it, and nothing makes
 * it durable.
 *
 * @param mode Its rights, whatever the umask says. Default: what the umask leaves of reading and
 * writing.
 * @throws {Error} With the system's code, as `ENOSPC`.
 */
export function writeFile(
  path: string | URL,
  content: string | Uint8Array,
  mode?: number,
): void {
  const write = () =>
    writeFileSync(path, content, {
      flag: "wx",
      ...(mode === undefined ? {} : { mode }), // Deno would set it against the umask.
    });
  try {
    write(); // First: most often there is nothing to remove, and to be told so costs more than to write.
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    removeFileIfThere(path);
    write();
  }
}
