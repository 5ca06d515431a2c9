import { CommanderError } from "commander";
import { ClosedPipeError, errorLine, InterruptedError, UsageError } from "./output/errors.ts";
import { note } from "./output/print.ts";
import { createProgram } from "./program.ts";
import { paint } from "./text/terminal_style.ts";

/**
 * Runs `kobo` with some arguments.
 *
 * @returns The exit code: 0 done, 1 it failed, 2 wrong usage, 130 Ctrl+C, 143 SIGTERM.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // It is told already.
    if (error instanceof ClosedPipeError) return 0;
    try {
      note(`${paint("red", "kobo:", Deno.stderr)} ${errorLine(error)}`);
    } catch {
      // Nobody reads stderr either.
    }
    if (error instanceof InterruptedError) return error.exitCode;
    return error instanceof UsageError ? 2 : 1;
  }
}
