import { watchHang } from "../../../testing/watch_hang.ts";

/** How long anything may take before it counts as hung: time in which the process could go on. */
export const HANG_MS = 60_000;

/** How a script ended. */
export interface ScriptEnd {
  code: number;
  signal: Deno.Signal | null;
  stdout: string;
  stderr: string;
  /** It did not end by itself and was killed. */
  hung: boolean;
  /** From start to end. */
  ms: number;
}

/** What a script is started with. */
export interface ScriptOptions {
  args?: readonly string[];
  cwd?: string;
  env?: Record<string, string>;
  /** Of V8, such as `--max-old-space-size=64`. */
  v8Flags?: readonly string[];
  /** A program that runs it, with its arguments, such as `strace -f`. */
  under?: readonly string[];
  /** `test` for a file of tests. */
  command?: "run" | "test";
  /** Run by Deno's watcher, which starts it again when its files change. */
  watch?: boolean;
}

/** The address of a script in `fixtures/`. */
export function fixture(name: string): string {
  return new URL(`../fixtures/${name}`, import.meta.url).pathname;
}

const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

/** A script in a process of its own, whose output is collected. */
export class Script implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #start = performance.now();
  readonly #closed: Promise<void>;
  readonly #watchers = new Set<() => void>();
  #stdout = "";
  #stderr = "";
  #end?: Promise<ScriptEnd>;

  /** Starts it. @param path The script. */
  constructor(path: string, options: ScriptOptions = {}) {
    const { args = [], under = [], v8Flags = [], command = "run" } = options;
    const [program, ...programArgs] = [
      ...under,
      Deno.execPath(),
      command,
      "-A",
      "--quiet",
      "--no-check",
      `--config=${CONFIG}`,
      ...(options.watch ? ["--watch"] : []),
      ...(v8Flags.length > 0 ? [`--v8-flags=${v8Flags.join(",")}`] : []),
      path,
      ...args,
    ];
    this.#child = new Deno.Command(program!, {
      args: programArgs,
      cwd: options.cwd,
      env: { NO_COLOR: "1", ...options.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#closed = Promise.all([
      this.#collect(this.#child.stdout, (text) => this.#stdout += text),
      this.#collect(this.#child.stderr, (text) => this.#stderr += text),
    ]).then(() => {});
  }

  /** The process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** What it has printed so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** What it has printed to stderr so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Resolves when its output has a text; rejects where it ends without. */
  async waitFor(text: string): Promise<void> {
    for (;;) {
      if (this.#stdout.includes(text)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#watchers.add(resolve);
      let ended = false;
      await Promise.race([promise, this.end().then(() => ended = true)]);
      this.#watchers.delete(resolve);
      if (ended && !this.#stdout.includes(text)) {
        throw new Error(`The script ended before "${text}":\n${this.#stdout}${this.#stderr}`);
      }
    }
  }

  /** Sends a signal; one that has ended already takes none. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Waits for its end; kills it when it hangs. */
  end(): Promise<ScriptEnd> {
    return this.#end ??= this.#wait();
  }

  /** Ends it, if it is still there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.end();
  }

  async #wait(): Promise<ScriptEnd> {
    let hung = false;
    const stopWatch = watchHang(this.pid, HANG_MS, () => {
      hung = true;
      this.kill("SIGKILL");
    });
    const { code, signal } = await this.#child.status;
    const ms = performance.now() - this.#start;
    stopWatch();
    await this.#closed;
    return { code, signal, stdout: this.#stdout, stderr: this.#stderr, hung, ms };
  }

  async #collect(stream: ReadableStream<Uint8Array>, add: (text: string) => void) {
    for await (
      const text of stream.pipeThrough<string>(new TextDecoderStream() as ReadableWritablePair)
    ) {
      add(text);
      for (const notify of this.#watchers) notify();
    }
  }
}
