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
import { copyStream, inspect, watchStreams } from "../../system/deno.ts";
import { isTerminal, type OutputName } from "../../system/terminal.ts";
import { OutputLines } from "./output_lines.ts";

/** Receives a copy of the output, as {@linkcode OutputLines} joins it. */
export interface OutputSink {
  /** Receives some text. Must be quick, must not throw, must not print. */
  takeOutput(lines: string): void;
}

const sinks = new Set<OutputSink>();
const lines = new OutputLines();
/** What ends the copying, in each way. */
let undos: (() => void)[] = [];
/** What the script had replaced before this module was loaded. */
const replacedBefore = [...untappedMethods(), ...watchStreams()];

/** From now on the sink receives a copy of all output. */
export function captureOutput(sink: OutputSink): void {
  if (sinks.has(sink)) return;
  sinks.add(sink);
  if (replacedBefore.length > 0) {
    sink.takeOutput(
      "kohakuboard: the script replaced these before it imported @kohakuboard/client, so what " +
        `they print is not copied: ${replacedBefore.join(", ")}\n`,
    );
  }
  if (undos.length > 0) return;
  undos = [
    ...captureTerminal("stdout"),
    ...captureTerminal("stderr"),
    copyConsole((text, isError) => copyToSinks(lines.push(isError ? "stderr" : "stdout", text))),
    captureStream("stdout"),
    captureStream("stderr"),
  ];
}

/**
 * The sink receives no more output; a last line without an end is ended. With
 * the last sink all copying ends.
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
  copyToSinks(lines.push("stderr", `error: Uncaught ${text}\n`));
}

/** Says that there was an error whose text a handler of the script's may have hidden. */
export function captureHiddenError(): void {
  if (sinks.size === 0) return;
  copyToSinks(
    lines.push("stderr", "error: Uncaught, and not copied: the script has its own handler\n"),
  );
}

/** Ends lines that have no end yet, so that they are copied too: the run is about to end. */
export function flushPartialLines(): void {
  copyToSinks(lines.end());
}

function copyToSinks(text: string): void {
  if (text === "") return;
  for (const sink of sinks) sink.takeOutput(text);
}

/** `process.stdout` and `process.stderr` write through these streams too, unless they are terminals. */
function captureStream(name: OutputName): () => void {
  const decoder = new TextDecoder();
  const decode = (bytes: Uint8Array) => decoder.decode(bytes, { stream: true });
  return copyStream(name, (bytes) => copyToSinks(lines.push(name, decode(bytes))));
}

function captureTerminal(name: OutputName): (() => void)[] {
  return isTerminal(name)
    ? [copyTerminal(name, (text) => copyToSinks(lines.push(name, text)))]
    : [];
}
