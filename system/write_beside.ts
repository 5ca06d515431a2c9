import { attempt } from "./attempt.ts";
import { removeFile } from "./remove.ts";

/**
 * Does what writes a file beside the place that it is for, and moves it there.
 * Where that fails, as on a full disk, no part of a file is left.
 */
export function writeBeside(beside: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    attempt(() => removeFile(beside));
    throw error;
  }
}
