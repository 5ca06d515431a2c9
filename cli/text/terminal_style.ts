import { isColorless } from "../../system/deno.ts";
import { type OutputName, steersTerminal } from "../../system/terminal.ts";
import { styleText } from "node:util";

/** A colour or other style, as `node:util` names them. */
export type Style = Parameters<typeof styleText>[0];

/** Styles a text if the stream is a terminal, not a dumb one, and NO_COLOR is not set. */
export function applyStyle(
  style: Style | undefined,
  text: string,
  stream: OutputName = "stdout",
): string {
  if (style === undefined || text === "" || isColorless() || !steersTerminal(stream)) return text;
  return styleText(style, text, { validateStream: false });
}
