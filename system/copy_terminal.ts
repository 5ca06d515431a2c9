import process from "node:process";
import type { OutputName } from "./terminal.ts";

/**
 * Gives out a copy of all that goes to a terminal through `process.stdout` or `process.stderr`,
 * which have handles of their own for it. Where it is no terminal, `copyStream` sees it.
 *
 * @returns What puts everything back as it was.
 */
export function copyTerminal(name: OutputName, onText: (text: string) => void): () => void {
  const stream = process[name];
  const { write } = stream;
  const copying: typeof stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    onText(typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk));
    return Reflect.apply(write, stream, [chunk, ...rest]);
  };
  stream.write = copying;
  return () => {
    // What the script replaced meanwhile is its own.
    if (stream.write === copying) stream.write = write;
  };
}
