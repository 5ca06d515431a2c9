/**
 * Copies what the script prints to its boards, and to the terminal as ever.
 *
 * @module
 */
import process from "node:process";
import { LineAssembler } from "./line_assembler.ts";

/** Who gets a copy: whole lines, those of stderr with their prefix. */
export interface OutputSink {
  /** Takes some lines. Must be quick, must not throw, must not print. */
  takeOutput(lines: string): void;
}

type Stream = typeof Deno.stdout | typeof Deno.stderr;
type ConsoleClass = new (print: (text: string, level: number) => void) => Console;

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
    ...(Deno.stdout.isTerminal() ? [captureTerminal(process.stdout, stdout)] : []),
    ...(Deno.stderr.isTerminal() ? [captureTerminal(process.stderr, stderr)] : []),
    captureConsole(),
    captureStream(Deno.stdout, stdout),
    captureStream(Deno.stderr, stderr),
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
  const text = reason instanceof Error ? reason.stack ?? `${reason}` : Deno.inspect(reason);
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
  const { Console, core } = internals();
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

/** `process.stdout` and `process.stderr` write through these too, unless they are terminals. */
function captureStream(stream: Stream, lines: LineAssembler): () => void {
  const { write, writeSync } = stream;
  const decoder = new TextDecoder();
  const copy = (bytes: Uint8Array, count: number) =>
    give(lines.push(decoder.decode(bytes.subarray(0, count), { stream: true })));
  const writable = new WritableStream<Uint8Array>({
    async write(bytes) {
      for (let written = 0; written < bytes.length;) {
        written += await stream.write(bytes.subarray(written));
      }
    },
  });
  Object.defineProperties(stream, {
    write: {
      configurable: true,
      writable: true,
      value: async (bytes: Uint8Array) => {
        const count = await write.call(stream, bytes);
        copy(bytes, count);
        return count;
      },
    },
    writeSync: {
      configurable: true,
      writable: true,
      value: (bytes: Uint8Array) => {
        const count = writeSync.call(stream, bytes);
        copy(bytes, count);
        return count;
      },
    },
    writable: { configurable: true, get: () => writable },
  });
  return () => {
    for (const name of ["write", "writeSync", "writable"]) Reflect.deleteProperty(stream, name);
  };
}

/** Node's stream of a terminal has a handle of its own. */
function captureTerminal(stream: NodeJS.WriteStream, lines: LineAssembler): () => void {
  const { write } = stream;
  const capturing: typeof stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    give(lines.push(typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)));
    return Reflect.apply(write, stream, [chunk, ...rest]);
  };
  stream.write = capturing;
  return () => {
    if (stream.write === capturing) stream.write = write;
  };
}

function internals(): {
  Console?: ConsoleClass;
  core?: { print(text: string, isError: boolean): void };
} {
  const deno = Deno as unknown as { internal?: symbol } & Record<symbol, unknown>;
  return deno.internal === undefined ? {} : deno[deno.internal] ?? {};
}
