/**
 * Copies what the script prints to its boards. It still goes to where it went before.
 *
 * A script can print in four ways, and each is replaced by a function that
 * prints and copies: `console`, `Deno.stdout` and `Deno.stderr`, node's streams
 * of a terminal, and the runtime itself when it reports an uncaught error.
 *
 * @module
 */
import { consoleParts, copyStream, inspect } from "../../system/deno.ts";
import { copyTerminal } from "../../system/copy_terminal.ts";
import { isTerminal, type OutputName } from "../../system/terminal.ts";
import { LineAssembler } from "./line_assembler.ts";

/** Receives a copy of the output: whole lines, those of stderr with a prefix. */
export interface OutputSink {
  /** Receives some lines. Must be quick, must not throw, must not print. */
  takeOutput(lines: string): void;
}

const sinks = new Set<OutputSink>();
const stdout = new LineAssembler("");
const stderr = new LineAssembler("[STDERR] ");
/** Each of these undoes one replacement. */
let undos: (() => void)[] = [];

/** From now on the sink receives a copy of all output. */
export function captureOutput(sink: OutputSink): void {
  sinks.add(sink);
  if (undos.length > 0) return;
  undos = [
    ...captureTerminal("stdout", stdout),
    ...captureTerminal("stderr", stderr),
    captureConsole(),
    captureStream("stdout", stdout),
    captureStream("stderr", stderr),
  ];
}

/**
 * The sink receives no more output; a last line without an end is ended. With
 * the last sink all replacements are undone.
 */
export function releaseOutput(sink: OutputSink): void {
  if (!sinks.has(sink)) return;
  flushPartialLines();
  sinks.delete(sink);
  if (sinks.size > 0) return;
  for (const undo of undos.splice(0)) undo();
}

/** Copies the text of an error that is about to end the script. The runtime will print it itself. */
export function captureError(error: unknown): void {
  if (sinks.size === 0) return;
  const text = error instanceof Error ? error.stack ?? `${error}` : inspect(error);
  copyToSinks(stderr.push(`error: Uncaught ${text}\n`));
}

/** Ends lines that have no end yet, so that they are copied too: the run is about to end. */
export function flushPartialLines(): void {
  copyToSinks(stdout.end());
  copyToSinks(stderr.end());
}

function copyToSinks(lines: string): void {
  if (lines === "") return;
  for (const sink of sinks) sink.takeOutput(lines);
}

/**
 * Deno's console prints by an operation that cannot be replaced. But its class
 * is accessible, and an instance of our own formats exactly as the console does.
 */
function captureConsole(): () => void {
  const { Console, core } = consoleParts();
  if (Console === undefined || core === undefined) return () => {};
  const capturing = new Console((text, level) => {
    const isError = level > 1;
    core.print(text, isError);
    copyToSinks((isError ? stderr : stdout).push(text));
  });
  const console = globalThis.console as unknown as Record<string, unknown>;
  const replacements = capturing as unknown as Record<string, unknown>;
  const originals = new Map<string, unknown>();
  replacements.indentLevel = console.indentLevel;
  for (const [name, method] of Object.entries(replacements)) {
    if (typeof method !== "function") continue;
    originals.set(name, console[name]);
    console[name] = method;
  }
  return () => {
    for (const [name, original] of originals) {
      // The script may have replaced the method meanwhile. Then its own stays.
      if (console[name] === replacements[name]) console[name] = original;
    }
    console.indentLevel = replacements.indentLevel;
  };
}

/** `process.stdout` and `process.stderr` write through these streams too, unless they are terminals. */
function captureStream(name: OutputName, lines: LineAssembler): () => void {
  const decoder = new TextDecoder();
  const decode = (bytes: Uint8Array) => decoder.decode(bytes, { stream: true });
  return copyStream(name, (bytes) => copyToSinks(lines.push(decode(bytes))));
}

function captureTerminal(name: OutputName, lines: LineAssembler): (() => void)[] {
  return isTerminal(name) ? [copyTerminal(name, (text) => copyToSinks(lines.push(text)))] : [];
}
