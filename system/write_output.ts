import { writeSync } from "node:fs";
import { isWouldBlock } from "./error_code.ts";
import { sleepSync } from "./sleep.ts";
import { DESCRIPTORS, type OutputName } from "./terminal.ts";

/** Who reads slowly has so long to make room. */
const PAUSE_MS = 2;

/**
 * Writes all of a text, in UTF-8, or of bytes, to a standard stream, holding up the thread as
 * long as who reads it is slow.
 *
 * @throws {Error} `EPIPE` where nobody reads it any more.
 */
export function writeOutput(name: OutputName, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let count = 0; count < bytes.length;) {
    try {
      count += writeSync(DESCRIPTORS[name], bytes, count, bytes.length - count);
    } catch (error) {
      // Another program may have made our end of a pipe one that does not wait.
      if (!isWouldBlock(error)) throw error;
      sleepSync(PAUSE_MS);
    }
  }
}
