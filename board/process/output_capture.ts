/**
 * Copies what the script prints to its boards, and to the terminal as ever.
 *
 * @module
 */
import { consoleParts, copyStream, inspect } from "../../system/deno.ts";
import { copyTerminal } from "../../system/copy_terminal.ts";
import { isTerminal, type OutputName } from "../../system/terminal.ts";
import { LineAssembler } from "./line_assembler.ts";

/** Who gets a copy: whole lines, those of stderr with their prefix. */
export interface OutputSink {
  /** Takes some lines. Must be quick, must not throw, must not print. */
  takeOutput(lines: string): void;
}

const sinks = new Set<OutputSink>();
const stdout = new LineAssembler("");
const stderr = new LineAssembler("[STDERR] ");
/** Puts everything back as it was. */
let restore: (() => void)[] = [];

/** From now on the sink gets a copy of all output. */
export function captureOutput(sink: OutputSink): void {
  sinks.add(sink);
  if (restore.length > 0) return;
  restore = [
    ...(isTerminal("stdout") ? [copyTerminal("stdout", (text) => give(stdout.push(text)))] : []),
    ...(isTerminal("stderr") ? [copyTerminal("stderr", (text) => give(stderr.push(text)))] : []),
    captureConsole(),
    captureStream("stdout", stdout),
    captureStream("stderr", stderr),
  ];
}

/** The sink gets no more; lines without an end are ended. With the last sink all is as it was. */
export function releaseOutput(sink: OutputSink): void {
  if (!sinks.has(sink)) return;
  flushPartialLines();
  sinks.delete(sink);
  if (sinks.size > 0) return;
  for (const undo of restore.splice(0)) undo();
}

/** Copies the text of an error that is about to end the script: the system prints it, past us. */
export function captureError(reason: unknown): void {
  if (sinks.size === 0) return;
  const text = reason instanceof Error ? reason.stack ?? `${reason}` : inspect(reason);
  give(stderr.push(`error: Uncaught ${text}\n`));
}

/** Gives out what has no line end yet: the run is about to end. */
export function flushPartialLines(): void {
  give(stdout.end());
  give(stderr.end());
}

function give(lines: string): void {
  if (lines === "") return;
  for (const sink of sinks) sink.takeOutput(lines);
}

/**
 * Deno's console prints by an operation that cannot be replaced. Its class
 * can be had, though, and an instance of our own formats exactly as it does.
 */
function captureConsole(): () => void {
  const { Console, core } = consoleParts();
  if (Console === undefined || core === undefined) return () => {};
  const capturing = new Console((text, level) => {
    const isError = level > 1;
    core.print(text, isError);
    give((isError ? stderr : stdout).push(text));
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
      // What the script replaced meanwhile is its own.
      if (console[name] === replacements[name]) console[name] = original;
    }
    console.indentLevel = replacements.indentLevel;
  };
}

/** `process.stdout` and `process.stderr` write through these streams too, unless they are terminals. */
function captureStream(name: OutputName, lines: LineAssembler): () => void {
  const decoder = new TextDecoder();
  return copyStream(name, (bytes) => give(lines.push(decoder.decode(bytes, { stream: true }))));
}
