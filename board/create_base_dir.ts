import { dirname } from "@std/path";
import { isAlreadyExists } from "../system/error_code.ts";
import { isThere } from "../system/exists.ts";
import { makeDirs } from "../system/make_dir.ts";
import { messageOf } from "../system/message_of.ts";

/** Creates the base directory, and the folders above it, where they are missing. */
export function createBaseDir(boardDir: string): void {
  const baseDir = dirname(boardDir);
  try {
    makeDirs(baseDir);
  } catch (error) {
    if (isAlreadyExists(error)) {
      const what = isThere(baseDir) ? "not a folder" : "a link that leads nowhere";
      throw new Error(`Cannot create a board in ${baseDir}: it is ${what}`, { cause: error });
    }
    throw notWritableError(baseDir, error);
  }
}

/** The error for a base directory in which nothing can be created. */
export function notWritableError(baseDir: string, cause: unknown): Error {
  return unusableError(baseDir, "the folder cannot be written to", cause);
}

/** The error for a base directory that nobody can look into, as one that belongs to another user. */
export function notReadableError(baseDir: string, cause: unknown): Error {
  return unusableError(baseDir, "the folder cannot be looked into", cause);
}

function unusableError(baseDir: string, reason: string, cause: unknown): Error {
  return new Error(
    `Cannot create a board in ${baseDir}: ${reason} (${messageOf(cause)}); choose another baseDir`,
    { cause },
  );
}
