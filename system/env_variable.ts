import process from "node:process";
import { isPermitted } from "./deno.ts";

/** A variable of the environment; `undefined` where it is not set, or may not be read: it asks nobody. */
export function envVariable(name: string): string | undefined {
  return isPermitted({ name: "env", variable: name }) ? process.env[name] : undefined;
}
