import { dirname } from "@std/path";
import { isAlreadyExists } from "../system/error_code.ts";
import { makeDirs } from "../system/make_dir.ts";

/** Creates the base directory, and the folders above it, where they are missing. */
export function createBaseDir(boardDir: string): void {
  const baseDir = dirname(boardDir);
  try {
    makeDirs(baseDir);
  } catch (error) {
    if (isAlreadyExists(error)) {
      throw new Error(`Cannot create a board in ${baseDir}: it is not a folder`, { cause: error });
    }
    throw notWritableError(baseDir, error);
  }
}

/** The error for a base directory in which nothing can be created. */
export function notWritableError(baseDir: string, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Cannot create a board in ${baseDir}: the folder cannot be written to (${message}); ` +
      `choose another baseDir`,
    { cause },
  );
}
