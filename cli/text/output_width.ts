/**
 * The number of columns that a line on stdout may have: the terminal's width,
 * else the environment variable COLUMNS, else no limit.
 */
export function outputWidth(): number {
  const columns = terminalColumns() ?? Number(columnsVariable());
  return Number.isInteger(columns) && columns > 0 ? columns : Infinity;
}

/** `undefined` where stdout is no terminal, or the terminal does not know its size. */
function terminalColumns(): number | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the variable only where that is permitted: a prompt would be worse than long lines. */
function columnsVariable(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "COLUMNS" });
  return state === "granted" ? Deno.env.get("COLUMNS") : undefined;
}
