/**
 * Copies what the script prints to its boards. It still goes to where it went before.
 *
 * A script can print in four ways: by `console`, by `Deno.stdout` and `Deno.stderr`, by node's
 * streams of a terminal, and through the runtime when it reports an uncaught error. Each is heard
 * where it reaches the system, below what the script may have put in between: what its wrapper
 * hides is not copied. For that, `console` and `Deno.stdout` are prepared when this module is
 * loaded, before the script's first line; a board replaces nothing of them.
 *
 * @module
 */
import { copyConsole, untappedMethods } from "../../system/watch_console.ts";
import { copyTerminal } from "../../system/copy_terminal.ts";
import { copyStream, watchStreams } from "../../system/deno.ts";
import { isTerminal, type OutputName } from "../../system/terminal.ts";
import { thrownText } from "./describe_error.ts";
import { OutputLines } from "./output_lines.ts";

/** Receives a copy of the output, as {@linkcode OutputLines} joins it. */
export interface OutputSink {
  /** Receives some text. Must be quick, must not throw, must not print. */
  takeOutput(lines: string): void;
}

/** Each with lines of its own: where one begins or ends, a line of another goes on. */
const sinks = new Map<OutputSink, OutputLines>();
/** What is read of characters whose bytes come in several pieces. */
const decoders: Readonly<Record<OutputName, TextDecoder>> = {
  stdout: new TextDecoder(),
  stderr: new TextDecoder(),
};
/** Those of boards that have ended. */
const ended = new Set<OutputSink>();
/** What ends the copying, in each way; that of what is printed in a terminal by its streams. */
let undos: (() => void)[] = [];
let terminalUndos: (() => void)[] = [];
/** What the script had replaced before this module was loaded. */
const replacedBefore = [...untappedMethods(), ...watchStreams()];

/**
 * From now on the sink receives a copy of all output.
 *
 * @param isWithinLine Whether what it received before, in another process, ends within a line.
 */
export function captureOutput(sink: OutputSink, isWithinLine = false): void {
  if (sinks.has(sink)) return;
  const lines = new OutputLines(isWithinLine);
  sinks.set(sink, lines);
  if (replacedBefore.length > 0) {
    const note =
      "kohakuboard: the script replaced these before it imported @kohakuboard/client, so what " +
      `they print is not copied: ${replacedBefore.join(", ")}\n`;
    sink.takeOutput(lines.push("stdout", note));
  }
  if (terminalUndos.length === 0) {
    terminalUndos = [...captureTerminal("stdout"), ...captureTerminal("stderr")];
  }
  listen();
}

/**
 * The sink, of a board that has ended, receives a copy of what reaches the console and the streams.
 * What was replaced of `process.stdout` in a terminal is put back with the last board.
 */
export function captureAfterEnd(sink: OutputSink): void {
  ended.add(sink);
  sinks.set(sink, new OutputLines());
  listen();
}

function listen(): void {
  if (undos.length > 0) return;
  undos = [
    copyConsole((text, isError) => copyToSinks(isError ? "stderr" : "stdout", text)),
    captureStream("stdout"),
    captureStream("stderr"),
  ];
}

/**
 * The sink receives no more output; a last line without an end is ended. With
 * the last sink all copying ends.
 */
export function releaseOutput(sink: OutputSink): void {
  const lines = sinks.get(sink);
  if (lines === undefined) return;
  if (!ended.has(sink) && sinks.size === ended.size + 1) flushPartialLines();
  else giveTo(sink, lines.end());
  sinks.delete(sink);
  ended.delete(sink);
  if (sinks.size > ended.size) return;
  for (const undo of terminalUndos.splice(0)) undo();
  if (sinks.size > 0) return;
  for (const undo of undos.splice(0)) undo();
}

/** The sink receives a text as if the script had printed it. */
export function giveOutput(sink: OutputSink, name: OutputName, text: string): void {
  const lines = sinks.get(sink);
  if (lines !== undefined) giveTo(sink, lines.push(name, text));
}

/** Copies the text of an error that is about to end the script. The runtime will print it itself. */
export function captureError(error: unknown): void {
  if (sinks.size === 0) return;
  copyToSinks("stderr", `error: Uncaught ${thrownText(error)}\n`);
}

/** Says that there was an error whose text a handler of the script's may have hidden. */
export function captureHiddenError(): void {
  if (sinks.size === 0) return;
  copyToSinks("stderr", "error: Uncaught, and not copied: the script has its own handler\n");
}

/** Ends lines that have no end yet, so that they are copied too: the run is about to end. */
export function flushPartialLines(): void {
  for (const name of ["stdout", "stderr"] as const) copyToSinks(name, decoders[name].decode());
  for (const [sink, lines] of sinks) giveTo(sink, lines.end());
}

function copyToSinks(name: OutputName, text: string): void {
  if (text === "") return;
  for (const [sink, lines] of sinks) giveTo(sink, lines.push(name, text));
}

function giveTo(sink: OutputSink, text: string): void {
  if (text !== "") sink.takeOutput(text);
}

/** `process.stdout` and `process.stderr` write through these streams too, unless they are terminals. */
function captureStream(name: OutputName): () => void {
  return copyStream(
    name,
    (bytes) => copyToSinks(name, decoders[name].decode(bytes, { stream: true })),
  );
}

function captureTerminal(name: OutputName): (() => void)[] {
  return isTerminal(name) ? [copyTerminal(name, (text) => copyToSinks(name, text))] : [];
}
