/**
 * What only Deno has, or what only Deno does as we need it. Another runtime needs a module of
 * its own in place of this one: hence it is one file, of more than 300 lines. What else says `Deno.`
 * is a task of its own in this room: `npm_cache.ts`, `thread_effort.ts` and `watch_folders.ts`.
 *
 * @module
 */
import { LocksUnsupportedError } from "./locks_unsupported_error.ts";
import { checkRegularFile } from "./regular_file.ts";
import { removeFileIfThere } from "./remove.ts";
import type { EndSignal } from "./signals.ts";
import { whileHeld } from "./while_held.ts";

/** Where output goes. */
export type OutputName = "stdout" | "stderr";

/** A right that a script may have, as far as we ask for one. */
export type Permission =
  | { name: "env"; variable: string }
  | { name: "sys"; kind: "hostname" | "osRelease" | "cpus" | "systemMemoryInfo" | "uid" }
  | { name: "read"; path?: string }
  | { name: "write"; path: string }
  | { name: "import"; host: string }
  | { name: "run"; command: string }
  | { name: "ffi"; path?: string };

/** Whether something is permitted. It asks nobody: what is not granted is not worth a prompt. */
export function isPermitted(permission: Permission): boolean {
  try {
    return Deno.permissions.querySync(permission).state === "granted";
  } catch {
    return false;
  }
}

/** Whether something is permitted, or the user permits it now: who sits at a terminal is asked. */
export function askPermission(permission: Permission): boolean {
  return isPermitted(permission) || Deno.permissions.requestSync(permission).state === "granted";
}

/** The version of the runtime, as `2.9.6`. */
export function runtimeVersion(): string {
  return Deno.version.deno;
}

/**
 * The address of the script that was started, as `file:///home/me/train.ts`; in a worker, which does
 * not know that, the worker's own, and `undefined` where it does not know that either.
 */
export function mainModule(): string | undefined {
  return Deno.mainModule ?? globalThis.location?.href;
}

/** Whether somebody types the script, line by line: `deno repl` names its module so. */
export function isInRepl(): boolean {
  return Deno.mainModule?.endsWith("/$deno$repl.mts") ?? false;
}

/** Whether somebody types the script, in `deno repl` or in a notebook, of which `deno jupyter` names the module so. */
export function isTyped(): boolean {
  return isInRepl() || (Deno.mainModule?.endsWith("/$deno$jupyter_repl.mts") ?? false);
}

/** Whether this is a worker's thread: only workers have this class. */
export function isInWorker(): boolean {
  return "WorkerGlobalScope" in globalThis;
}

/** Whether the script is a program of its own, by `deno compile`: it cannot run another module. */
export function isCompiled(): boolean {
  return Deno.build.standalone;
}

/**
 * Ends the process, or the script's worker, at once: with `unload`, but without the `exit` of
 * `node:process`, as where a signal ends it.
 */
export function exit(code: number): never {
  Deno.exit(code);
}

/** The code with which the process would end now; in a worker 0: the process goes on without it. */
export function exitCode(): number {
  return isInWorker() ? 0 : Deno.exitCode;
}

/** Any value in words, as the runtime writes it where a script ends by throwing it. */
export function inspect(value: unknown): string {
  return Deno.inspect(value);
}

/** Whether the user wants no colours: `NO_COLOR` can be known without the right to read it. */
export function isColorless(): boolean {
  return Deno.noColor;
}

/**
 * Whether a standard stream is a terminal. `node:tty` could tell it too, but loading it delays each
 * script's start by 4 ms; `process.stdout` would open the terminal a second time, and change how
 * it blocks.
 */
export function isTerminalStream(name: OutputName): boolean {
  return Deno[name].isTerminal();
}

/** Whether input comes from a terminal, with a person before it. */
export function isInputTerminal(): boolean {
  return Deno.stdin.isTerminal();
}

/** The columns of the terminal that any of the standard streams is; `undefined` where none is. */
export function consoleColumns(): number | undefined {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return undefined;
  }
}

/**
 * A file with an advisory lock, which the system frees when the process ends, however that
 * happens. It holds against others in the same process too, and `node:fs` has none.
 */
export class LockableFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #isClosed = false;

  /**
   * Opens a file, without locking it.
   *
   * @param mode `read` or `write` one that is there; `create`: to write, made where it is missing.
   * @throws {IrregularFileError} Where it is a link, a pipe or the like.
   * @throws {Error} With the system's code, as `ENOENT`.
   */
  constructor(path: string, mode: "read" | "write" | "create") {
    const [read, create] = [mode === "read", mode === "create"];
    this.#path = path;
    this.#file = whileHeld(() => {
      checkRegularFile(path);
      return Deno.openSync(path, { read, write: !read, create });
    });
  }

  /**
   * Takes the lock, unless another has it: for itself alone, or with others who share it.
   *
   * @throws {LocksUnsupportedError} Where there are no locks: some network file systems, FUSE.
   */
  tryLock(kind: "exclusive" | "shared"): boolean {
    try {
      return this.#file.tryLockSync(kind === "exclusive");
    } catch (error) {
      if (LocksUnsupportedError.isMeantBy(error)) {
        throw new LocksUnsupportedError(this.#path, error);
      }
      throw error;
    }
  }

  /** Whether there is nothing in it. */
  get isEmpty(): boolean {
    return this.#file.statSync().size === 0;
  }

  /**
   * Gives the lock back. To close the file would leave the lock with the copy of it that a
   * process which is just being started has for a moment.
   */
  unlock(): void {
    this.#file.unlockSync();
  }

  /** Whether the path still leads to this file. */
  isAt(path: string): boolean {
    try {
      const ours = this.#file.statSync();
      const there = whileHeld(() => Deno.statSync(path));
      return ours.ino === there.ino && ours.dev === there.dev;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** Whether it has other names (hard links), under which it would change too. */
  get isLinked(): boolean {
    return (this.#file.statSync().nlink ?? 1) > 1;
  }

  /**
   * Its text, up to 1024 bytes, read once.
   *
   * @throws {Error} `EBUSY` on Windows, where another has it locked: locks there are not advisory.
   */
  readText(): string {
    const bytes = new Uint8Array(1024);
    return new TextDecoder().decode(bytes.subarray(0, this.#file.readSync(bytes) ?? 0));
  }

  /** Writes a short text over what is in it. */
  writeText(text: string): void {
    this.#file.truncateSync(0);
    this.#file.writeSync(new TextEncoder().encode(text));
  }

  /** Closes it. Safe to call twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#file.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** A file that is written without holding up the thread. */
export interface BackgroundFile {
  /** Writes some of the bytes, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Makes its content durable (fdatasync). */
  syncData(): Promise<void>;
  close(): void;
}

/**
 * Makes a file anew; one that is there is removed first. What `node:fs` writes holds up the thread, in Deno, by promise too.
 *
 * @throws {Error} With the system's code, as `ENOENT`.
 */
export function createBackgroundFile(path: string): BackgroundFile {
  removeFileIfThere(path);
  return Deno.openSync(path, { write: true, createNew: true });
}

/** Deno's own `exit()`, without what {@linkcode watchNestedExit} adds. */
const { exit: denoExit } = Deno;
let isUnloading = false;

/**
 * Tells when a handler of `unload` calls `Deno.exit()`, which then ends the process at once: no
 * later handler of the event is called. Safe to call twice.
 */
export function watchNestedExit(onNestedExit: () => void): void {
  if (Deno.exit !== denoExit) return;
  globalThis.addEventListener("unload", () => isUnloading = true);
  Deno.exit = (code) => {
    if (isUnloading) {
      if (code !== undefined) Deno.exitCode = code;
      onNestedExit();
    }
    return denoExit(code);
  };
}

/** Deno's own listening for signals, without what {@linkcode watchScriptSignals} adds. */
const { addSignalListener, removeSignalListener } = Deno;
/** Listeners for signals that the script itself has added, by signal, and what stands for each. */
const scriptListeners = new Map<string, Map<() => void, () => void>>();
/** When one of them was last called, by signal. */
const scriptCalledAt = new Map<string, number>();

/** Listens for a signal, unseen by {@linkcode scriptListens}. @throws {Error} Where there is none. */
export function addOwnSignalListener(signal: EndSignal, listener: () => void): void {
  addSignalListener(signal, listener);
}

/** Ends what {@linkcode addOwnSignalListener} began. */
export function removeOwnSignalListener(signal: EndSignal, listener: () => void): void {
  removeSignalListener(signal, listener);
}

/** From now on it is known which listeners the script adds: Deno tells nobody. Safe to call twice. */
export function watchScriptSignals(): void {
  if (Deno.addSignalListener !== addSignalListener) return;
  Deno.addSignalListener = (signal, handler) => {
    const listeners = scriptListeners.get(signal) ?? new Map();
    if (listeners.has(handler)) return;
    const watched = () => {
      scriptCalledAt.set(signal, performance.now());
      handler();
    };
    addSignalListener(signal, watched);
    scriptListeners.set(signal, listeners.set(handler, watched));
  };
  Deno.removeSignalListener = (signal, handler) => {
    const listeners = scriptListeners.get(signal);
    removeSignalListener(signal, listeners?.get(handler) ?? handler);
    listeners?.delete(handler);
  };
}

/**
 * Whether the script listens for a signal by Deno's own calls, or did when one last came.
 *
 * @param graceMs A listener that is removed as soon as it was called counts for so long.
 */
export function scriptListens(signal: string, graceMs: number): boolean {
  return performance.now() - (scriptCalledAt.get(signal) ?? -Infinity) < graceMs ||
    (scriptListeners.get(signal)?.size ?? 0) > 0;
}

/**
 * Opens what Deno needs for signals, which it does when one is first wanted, and ends the process
 * where there is nothing left to open.
 */
export function prepareSignals(): void {
  const ignore = () => {};
  addSignalListener("SIGINT", ignore);
  removeSignalListener("SIGINT", ignore);
}

/** Receives a copy of bytes that went through a standard stream. */
type BytesListener = (bytes: Uint8Array) => void;
/** Who gets a copy of what goes through a stream; by its name, once the stream is watched. */
const streamListeners = new Map<OutputName, Set<BytesListener>>();

/**
 * Prepares {@linkcode copyStream}, which then receives what really goes through `Deno.stdout` and
 * `Deno.stderr`: a script that replaces one of their methods later hands on to ours what it lets
 * pass. Without a listener the methods do what they did before. Safe to call twice.
 *
 * @returns The methods that the script had replaced before, as `Deno.stdout.write`.
 */
export function watchStreams(): string[] {
  const names: OutputName[] = ["stdout", "stderr"];
  return names.flatMap((name) => {
    if (!streamListeners.has(name)) watchStream(name);
    return ["write", "writeSync", "writable"].filter((method) => Object.hasOwn(Deno[name], method))
      .map((method) => `Deno.${name}.${method}`);
  });
}

/** On the prototype, where the script's own methods are not in the way of ours. */
function watchStream(name: OutputName): void {
  const stream = Deno[name];
  const listeners = new Set<BytesListener>();
  streamListeners.set(name, listeners);
  const prototype: typeof stream = Object.getPrototypeOf(stream);
  const { write, writeSync } = prototype;
  const getWritable = Object.getOwnPropertyDescriptor(prototype, "writable")?.get;
  const copy = (to: unknown, bytes: Uint8Array, count: number) => {
    if (to !== stream) return;
    for (const listener of listeners) listener(bytes.subarray(0, count));
  };
  const writes: Pick<typeof stream, "write" | "writeSync"> = {
    async write(bytes) {
      const count = await write.call(this, bytes);
      copy(this, bytes, count);
      return count;
    },
    writeSync(bytes) {
      const count = writeSync.call(this, bytes);
      copy(this, bytes, count);
      return count;
    },
  };
  for (const [method, value] of Object.entries(writes)) {
    Reflect.defineProperty(prototype, method, { value });
  }
  let writable: WritableStream<Uint8Array> | undefined;
  Reflect.defineProperty(prototype, "writable", {
    get() {
      const original: WritableStream<Uint8Array> = getWritable?.call(this);
      if (this !== stream) return original;
      return writable ??= copyWritable(original, (bytes) => copy(this, bytes, bytes.length));
    },
  });
}

/** A stream in place of another one. The listener receives what the other has written. */
function copyWritable(
  original: WritableStream<Uint8Array>,
  onBytes: BytesListener,
): WritableStream<Uint8Array> {
  const writer = original.getWriter();
  return new WritableStream({
    async write(bytes) {
      await writer.write(bytes);
      onBytes(bytes);
    },
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
}

/**
 * Gives out a copy of all bytes that go through `Deno.stdout` or `Deno.stderr`, and through
 * node's streams of the same names unless they are terminals.
 *
 * @returns What ends it.
 */
export function copyStream(name: OutputName, onBytes: BytesListener): () => void {
  watchStreams();
  const listeners = streamListeners.get(name);
  listeners?.add(onBytes);
  return () => void listeners?.delete(onBytes);
}

/**
 * What Deno's console is made of: it prints by an operation that cannot be replaced, but its
 * class can be had, which hands on what is to be printed. Errors have a level above 1.
 */
export function consoleParts(): {
  Console?: new (print: (text: string, level: number) => void) => Console;
  core?: {
    print(text: string, isError: boolean): void;
    /** Calls V8's method, by which a debugger sees the call, and then the other. */
    callConsole?(v8Method: unknown, method: unknown, ...args: unknown[]): void;
    v8Console?: Record<string, unknown>;
    /** The target of a Proxy, and its handler. */
    getProxyDetails?(value: unknown): [target: unknown, handler: unknown] | null;
  };
} {
  const deno = Deno as unknown as { internal?: symbol } & Record<symbol, unknown>;
  return deno.internal === undefined ? {} : deno[deno.internal] ?? {};
}

/**
 * The functions that listen for an event of the whole script, in the order in which they are
 * called; `undefined` where the runtime does not let that be known.
 */
export function globalListeners(type: string): unknown[] | undefined {
  type Listeners = Record<string, { callback: unknown }[] | undefined>;
  const data = globalThis as unknown as Record<symbol, { listeners?: Listeners } | undefined>;
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    const listeners = data[symbol]?.listeners;
    if (typeof listeners !== "object") continue;
    return listeners[type]?.map(({ callback }) => callback) ?? [];
  }
  return undefined;
}

/** What the streams of a process are, and where it works. */
export type StartOptions = Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr" | "cwd">;

/**
 * Starts a process. `node:child_process` would want the right to read the environment for it, and
 * ask for that.
 *
 * @throws {Error} `ENOENT` where there is no such program; another where it is not permitted.
 */
export function start(program: string, args: string[], options: StartOptions): Deno.ChildProcess {
  return new Deno.Command(program, { args, ...options }).spawn();
}

/** A server's certificate, with those that it is signed by, and its key: PEM, as text. */
export interface TlsFiles {
  cert: string;
  key: string;
}

/** A server that listens. */
export interface HttpServer {
  /** Its port. */
  port: number;
  /** Resolves when it has been ended, rejects where it cannot accept any more. */
  finished: Promise<void>;
}

/**
 * Listens for HTTP on an address until the signal is aborted.
 *
 * @throws {Error} With the system's code, as `EADDRINUSE`.
 */
export function serveHttp(
  options: {
    hostname: string;
    /** 0: a free one. */
    port: number;
    signal: AbortSignal;
    /** Whether answers are compressed, for those who can read that. */
    automaticCompression: boolean;
    /** Default: no TLS. */
    tls?: TlsFiles;
  },
  handler: (request: Request, client: string) => Promise<Response>,
): HttpServer {
  const { tls, ...others } = options;
  const { addr, finished } = Deno.serve(
    { ...others, ...tls, onListen: () => {} },
    (request: Request, { remoteAddr }: Deno.ServeHandlerInfo<Deno.NetAddr>) =>
      handler(request, remoteAddr.hostname),
  );
  return { port: addr.port, finished };
}

/** How Deno's warning begins that a request's signal is aborted after each answer. */
export const ABORT_WARNING = "Deno.serve: request.signal aborts on successful responses";
