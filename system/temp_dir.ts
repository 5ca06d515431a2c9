import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envVariable } from "./env_variable.ts";
import { isWindows } from "./platform.ts";

/**
 * Makes a new folder for files of the moment, which nobody else may look into, and returns its path.
 *
 * @param prefix What its name begins with.
 */
export function makeTempDir(prefix: string): string {
  return mkdtempSync(join(parent(), prefix));
}

function parent(): string {
  // `tmpdir` would ask for the right to read these.
  return isWindows
    ? tmpdir()
    : envVariable("TMPDIR") || envVariable("TMP") || envVariable("TEMP") || "/tmp";
}
