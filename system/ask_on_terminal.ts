import { isInputTerminal } from "./deno.ts";
import { isTerminal } from "./terminal.ts";

/** Asks a person; `undefined` where there is none, because input or output is no terminal. */
export function askOnTerminal(question: string): boolean | undefined {
  if (!isInputTerminal() || !isTerminal("stdout")) return undefined;
  return confirm(question);
}
