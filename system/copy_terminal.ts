import { Buffer } from "node:buffer";
import process from "node:process";
import type { OutputName } from "./terminal.ts";

/** What a stream of node's calls to write: one piece, or several that have waited. */
interface Writes {
  _write(chunk: string | Uint8Array, encoding: string, done: unknown): void;
  _writev?(chunks: { chunk: string | Uint8Array; encoding: string }[], done: unknown): void;
}

/**
 * Gives out a copy of all that goes to a terminal through `process.stdout` or `process.stderr`,
 * which have handles of their own for it. Where it is no terminal, `copyStream` sees it.
 *
 * It replaces what `write()` calls, not `write()`: so a script that has replaced `write()`, before
 * or after, has had its way with what is copied.
 *
 * @returns What puts everything back as it was.
 */
export function copyTerminal(name: OutputName, onText: (text: string) => void): () => void {
  const stream = process[name] as unknown as Writes & { isTTY?: boolean };
  const { _write, _writev } = stream;
  // Whoever replaced this one hands on to what cannot be seen. A terminal has none of its own.
  if (stream.isTTY && Object.hasOwn(stream, "_write")) return () => {};
  const decoder = new TextDecoder();
  const copy = (chunk: string | Uint8Array, encoding: string) => {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding as "utf8") : chunk;
    onText(decoder.decode(bytes, { stream: true }));
  };
  const undos = [replace(stream, "_write", (chunk, encoding, done) => {
    copy(chunk, encoding);
    return _write.call(stream, chunk, encoding, done);
  })];
  if (typeof _writev === "function") {
    undos.push(replace(stream, "_writev", (chunks, done) => {
      for (const { chunk, encoding } of chunks) copy(chunk, encoding);
      return _writev.call(stream, chunks, done);
    }));
  }
  return () => undos.forEach((undo) => undo());
}

function replace<Name extends keyof Writes>(stream: Writes, name: Name, value: Writes[Name]) {
  const before = Object.getOwnPropertyDescriptor(stream, name);
  stream[name] = value;
  return () => {
    // What the script replaced meanwhile is its own.
    if (stream[name] !== value) return;
    if (before === undefined) delete (stream as Partial<Writes>)[name];
    else Object.defineProperty(stream, name, before);
  };
}
