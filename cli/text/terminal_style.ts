/**
 * What the output goes to.
 *
 * @module
 */
import { styleText } from "node:util";

/** A colour or another look, as `node:util` names them. */
export type Style = Parameters<typeof styleText>[0];

/**
 * How many columns a line on stdout may have: those of the terminal, else the
 * variable COLUMNS, else as many as it takes.
 */
export function outputWidth(): number {
  if (Deno.stdout.isTerminal()) {
    try {
      const { columns } = Deno.consoleSize();
      if (columns > 0) return columns;
    } catch {
      // A terminal that does not tell its size.
    }
  }
  const columns = Number(columnsVariable());
  return Number.isInteger(columns) && columns > 0 ? columns : Infinity;
}

/** Colours a text, where it goes to a terminal and NO_COLOR is not set. */
export function paint(
  style: Style | undefined,
  text: string,
  stream: { isTerminal(): boolean } = Deno.stdout,
): string {
  if (style === undefined || text === "" || Deno.noColor || !stream.isTerminal()) return text;
  return styleText(style, text, { validateStream: false });
}

function columnsVariable(): string | undefined {
  // Asks nobody: not worth a prompt.
  const { state } = Deno.permissions.querySync({ name: "env", variable: "COLUMNS" });
  return state === "granted" ? Deno.env.get("COLUMNS") : undefined;
}
