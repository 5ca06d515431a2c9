import { envVariable } from "./env_variable.ts";
import { consoleColumns, isTerminalStream, type OutputName } from "./deno.ts";

export type { OutputName };

/** The file descriptors of the standard streams. */
export const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** Whether output goes to a terminal, with a person before it. */
export function isTerminal(name: OutputName): boolean {
  return isTerminalStream(name);
}

/** Whether output goes to a terminal that takes colours and moves of its cursor: `TERM` may deny it. */
export function steersTerminal(name: OutputName): boolean {
  return isTerminalStream(name) && envVariable("TERM") !== "dumb";
}

/** How many columns the terminal has; `undefined` where there is none, or it does not say. */
export function terminalColumns(): number | undefined {
  const columns = consoleColumns();
  return columns !== undefined && columns > 0 ? columns : undefined;
}
