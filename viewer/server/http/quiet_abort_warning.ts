import { ABORT_WARNING } from "../../../system/deno.ts";

/**
 * Suppresses a warning that Deno prints once to stderr: `request.signal` is
 * aborted even after a successful response. We need that signal, the only way
 * to notice that a client disconnects while its query runs; a later abort does
 * no harm here.
 *
 * @returns Restores `console.warn`; safe to call twice.
 */
export function quietAbortWarning(): () => void {
  const { warn } = console;
  const filtered = (...args: unknown[]) => {
    if (typeof args[0] !== "string" || !args[0].startsWith(ABORT_WARNING)) return warn(...args);
    undo();
  };
  const undo = () => {
    // If other code has replaced it since, then that code still calls ours.
    if (console.warn === filtered) console.warn = warn;
  };
  console.warn = filtered;
  return undo;
}
