import { envVariable } from "../../system/env_variable.ts";
import { terminalColumns } from "../../system/terminal.ts";

/**
 * The number of columns that a line on stdout may have: the terminal's width,
 * else the environment variable COLUMNS, else no limit.
 */
export function outputWidth(): number {
  const columns = terminalColumns() ?? Number(envVariable("COLUMNS"));
  return Number.isInteger(columns) && columns > 0 ? columns : Infinity;
}
