import { print } from "./print.ts";

/** Prints a value as indented JSON on stdout. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}
