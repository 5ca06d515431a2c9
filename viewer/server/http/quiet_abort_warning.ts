const WARNING = "Deno.serve: request.signal aborts on successful responses";

/**
 * Keeps Deno from saying once, on stderr, that `request.signal` aborts after a
 * request that went well too. It is the only way to know that a client has
 * gone while its query runs; that it aborts later does no harm here.
 *
 * @returns Undoes it; safe to call twice.
 */
export function quietAbortWarning(): () => void {
  const { warn } = console;
  const filtered = (...args: unknown[]) => {
    if (typeof args[0] !== "string" || !args[0].startsWith(WARNING)) return warn(...args);
    undo();
  };
  const undo = () => {
    // Another has put its own in place since, and calls ours.
    if (console.warn === filtered) console.warn = warn;
  };
  console.warn = filtered;
  return undo;
}
