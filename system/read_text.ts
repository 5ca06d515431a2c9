import { promises, readFileSync } from "node:fs";
import { isNotFound } from "./error_code.ts";

/** The text of a file, in UTF-8. @throws {Error} With the system's code, as `ENOENT`. */
export function readText(path: string | URL): string {
  return readFileSync(path, "utf8");
}

/** The text of a file; `undefined` where there is none. */
export function readTextIfThere(path: string | URL): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** As {@linkcode readText}, without holding up the thread. */
export function readTextLater(path: string | URL): Promise<string> {
  return promises.readFile(path, "utf8");
}
