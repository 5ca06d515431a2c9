import { ClosedPipeError } from "./errors.ts";

const encoder = new TextEncoder();

/** Writes data to stdout. @throws {ClosedPipeError} Where nobody reads it any more. */
export function print(text: string): void {
  write(Deno.stdout, encoder.encode(text));
}

/** Writes a line for people to stderr, where it does not mix with data. */
export function note(line: string): void {
  write(Deno.stderr, encoder.encode(`${line}\n`));
}

/** Writes bytes to stdout. @throws {ClosedPipeError} Where nobody reads them any more. */
export function printBytes(bytes: Uint8Array): void {
  write(Deno.stdout, bytes);
}

function write(stream: typeof Deno.stdout | typeof Deno.stderr, bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length;) {
      written += stream.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new ClosedPipeError("closed");
    throw error;
  }
}
