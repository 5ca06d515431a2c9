import { fromFileUrl } from "@std/path";

const SCRIPT = fromFileUrl(new URL("../fixtures/ends.ts", import.meta.url));

/** A process of the fixture `ends.ts`; it is killed at the end, if it has not ended by itself. */
export async function spawnRun(
  baseDir: string,
  boardId: string,
  how: string,
  options: Record<string, unknown> = {},
): Promise<SpawnedRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-check", SCRIPT, baseDir, boardId, how, JSON.stringify(options)],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  return await Promise.resolve(new SpawnedRun(child));
}

/** A run in a process of its own. */
export class SpawnedRun implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  /** @param child Its process, with pipes for stdin and stdout. */
  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#reader = child.stdout.getReader();
  }

  /** Resolves once it has printed that it waits. */
  async ready(): Promise<void> {
    const { done } = await this.#reader.read();
    if (done) throw new Error("The run has ended before it was ready");
  }

  /** Sends it a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Resolves with how it has ended. */
  ended(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#reader.cancel();
    await this.#child.stdin.close().catch(() => {});
  }
}
