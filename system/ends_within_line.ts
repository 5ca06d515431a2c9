import { OpenFile } from "./open_file.ts";

const NEWLINE = 0x0a;

/**
 * Whether a file of lines has a last one without its end, as one has that was written by a process
 * that was killed. One that is not there, or cannot be read, has none.
 */
export function endsWithinLine(path: string): boolean {
  try {
    using file = new OpenFile(path);
    const last = new Uint8Array(1);
    return file.size > 0 && file.readFully(last, file.size - 1) && last[0] !== NEWLINE;
  } catch {
    return false; // Who writes to it next reports what is wrong with it.
  }
}
