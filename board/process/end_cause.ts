import { errorLine } from "./describe_error.ts";
import { STDERR_PREFIX } from "./output_lines.ts";
import { withoutColors } from "./without_colors.ts";

/** Why a script ends that does not end well. */
export type EndCause =
  /** An error that nobody has caught, and that the runtime prints. */
  | { error: unknown }
  /**
   * It ends with a code that is not 0, or while a handler of its own has an error. What such a
   * handler prints may be less than the error.
   */
  | { exitCode: number; isInterrupted: boolean; handled?: { error: unknown } };

/**
 * The cause in one line, for `metadata.json`.
 *
 * @param printed What the script printed last to stderr, as `output.log` has it: with an exit code
 * comes no error, but a script that catches one mostly prints it.
 */
export function describeCause(cause: EndCause, printed: string): string {
  if ("error" in cause) return errorLine(cause.error);
  // The script's own handler has ended it so, and the error has ended the run.
  if (cause.exitCode === 0 && cause.handled !== undefined) return errorLine(cause.handled.error);
  const last = errorLine(withoutColors(printed).replaceAll(STDERR_PREFIX, ""));
  return `exit code ${cause.exitCode}` + (last === "" ? "" : `; last on stderr: ${last}`);
}
