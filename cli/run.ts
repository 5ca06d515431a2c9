import { CommanderError } from "commander";
import { nameTokenHosts } from "../stores/http_token.ts";
import { ClosedPipeError, InterruptedError, UsageError } from "./errors.ts";
import { printMessage } from "./output/print.ts";
import { createProgram } from "./program.ts";
import { errorLine } from "./text/error_line.ts";
import { applyStyle } from "./text/terminal_style.ts";

/**
 * Runs `kobo` with the given arguments.
 *
 * @param beforeCommand Is called with a command's name before it runs.
 * @returns The exit code: 0 success, 1 failure, 2 wrong usage, 130 Ctrl+C, 143 SIGTERM.
 */
export async function run(
  args: readonly string[],
  beforeCommand?: (name: string) => void,
): Promise<number> {
  nameTokenHosts(args);
  try {
    await createProgram(beforeCommand).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has printed its own errors already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof ClosedPipeError) return 0;
    try {
      printMessage(`${applyStyle("red", "kobo:", "stderr")} ${errorLine(error)}`);
    } catch {
      // The reader of stderr is gone, too.
    }
    if (error instanceof InterruptedError) return error.exitCode;
    return error instanceof UsageError ? 2 : 1;
  }
}
