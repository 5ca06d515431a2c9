/**
 * Output to the standard streams: data to stdout, messages to stderr. Each
 * function throws {@linkcode ClosedPipeError} if the reader has closed the pipe.
 *
 * @module
 */
import { isBrokenPipe } from "../../system/error_code.ts";
import { isTerminal, type OutputName } from "../../system/terminal.ts";
import { writeOutput } from "../../system/write_output.ts";
import { ClosedPipeError } from "../errors.ts";
import { safeOutput } from "../text/safe_output.ts";

const decoder = new TextDecoder();

/** Writes data to stdout. */
export function print(text: string): void {
  write("stdout", safeOutput(text, isTerminal("stdout")));
}

/** Writes bytes to stdout. */
export function printBytes(bytes: Uint8Array): void {
  // A file for a program is written as it is; one that is shown must not steer the terminal.
  const isShown = isTerminal("stdout");
  write("stdout", isShown ? safeOutput(decoder.decode(bytes, { stream: true }), false) : bytes);
}

/** Writes a line for the user to stderr, where it does not mix with data. */
export function printMessage(line: string): void {
  write("stderr", `${safeOutput(line, isTerminal("stderr"))}\n`);
}

function write(name: OutputName, content: string | Uint8Array): void {
  try {
    writeOutput(name, content);
  } catch (error) {
    if (isBrokenPipe(error)) throw new ClosedPipeError("closed");
    throw error;
  }
}
