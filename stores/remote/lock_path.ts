import { basename, dirname, join } from "@std/path";

/** The lock of a board in the cache, beside its folder: who changes the folder holds it. */
export function lockPathOf(boardDir: string): string {
  return join(dirname(boardDir), `.${basename(boardDir)}.lock`);
}
