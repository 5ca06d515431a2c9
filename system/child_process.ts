import { start } from "./deno.ts";

/** As no program ends by itself: it has followed a pointer into nowhere, or given up. */
const CRASHES = /^(SIGSEGV|SIGBUS|SIGFPE|SIGILL|SIGABRT|exit code (3221225477|-1073741819))$/;

/** Whether a process that {@linkcode ChildProcess.ended} so has crashed. */
export function isCrash(end: string): boolean {
  return CRASHES.test(end);
}

/**
 * A process of ours that answers over its stdout what it is asked over its stdin. This one does not
 * stay alive for it, unless it is to.
 */
export class ChildProcess {
  readonly #child: ReturnType<typeof start>;

  /**
   * Starts it. What it writes to stderr goes nowhere.
   *
   * @param cwd Where it works. Default: where this one does.
   * @throws {Error} `ENOENT` where there is no such program; another where it is not permitted.
   */
  constructor(program: string, args: string[], cwd?: string) {
    this.#child = start(program, args, { stdin: "piped", stdout: "piped", stderr: "null", cwd });
    this.#child.unref();
  }

  /** From now on this process stays alive until that one has ended. */
  ref(): void {
    this.#child.ref();
  }

  /** Its id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** How it ended, once it has: as `exit code 1`, or the signal, as `SIGSEGV`. */
  get ended(): Promise<string> {
    return this.#child.status.then(({ code, signal }) => signal ?? `exit code ${code}`);
  }

  /** What it writes to stdout; it ends when the process has. */
  get stdout(): ReadableStream<Uint8Array> {
    return this.#child.stdout;
  }

  /**
   * Writes text or bytes to its stdin. The next call comes when this one has resolved.
   *
   * @throws {Error} `EPIPE` where it has ended.
   */
  async write(content: string | Uint8Array): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    try {
      await writer.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
    } finally {
      writer.releaseLock();
    }
  }

  /** Ends it by SIGKILL, and waits for its end. */
  async kill(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    this.#child.ref(); // Else nothing might be left that keeps us until then.
    await this.#child.status;
    await this.#child.stdin.abort().catch(() => {});
  }
}
