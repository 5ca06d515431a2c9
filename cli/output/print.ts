/**
 * Output to the standard streams: data to stdout, messages to stderr. Each
 * function throws {@linkcode ClosedPipeError} if the reader has closed the pipe.
 *
 * @module
 */
import { ClosedPipeError } from "../errors.ts";

const encoder = new TextEncoder();

/** Writes data to stdout. */
export function print(text: string): void {
  write("stdout", encoder.encode(text));
}

/** Writes bytes to stdout. */
export function printBytes(bytes: Uint8Array): void {
  write("stdout", bytes);
}

/** Writes a line for the user to stderr, where it does not mix with data. */
export function printMessage(line: string): void {
  write("stderr", encoder.encode(`${line}\n`));
}

function write(stream: "stdout" | "stderr", bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno[stream].writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new ClosedPipeError("closed");
    throw error;
  }
}
