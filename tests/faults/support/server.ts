import { PipedText } from "../../../testing/piped_text.ts";
import { watchHang } from "../../../testing/watch_hang.ts";
import { fixture, HANG_MS } from "./script.ts";

const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

/** A server's answer: what the call returned, or how it failed, and how long it took. */
export interface Answer {
  ms: number;
  value?: unknown;
  error?: { name: string; message: string; causes: string[] };
}

/** The server is gone: crashed, killed, or hung and killed by us. */
export class ServerGone extends Error {
  override name = "ServerGone";
}

/**
 * A script in a process of its own that does what it is told: one line of JSON
 * in, one line of JSON out.
 */
export class Server implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: PipedText;
  readonly #stderrClosed: Promise<void>;
  #stderr = "";
  /** A NUL on stderr ends what was printed before an answer: how many came, of how many answers. */
  #stderrEnds = 0;
  #answerCount = 0;
  #onStderr = () => {};
  /** One request at a time: an answer does not say which it is for. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param name A script in `fixtures/`.
   * @param options Environment, working directory and permissions. Default: all permissions.
   */
  constructor(
    name: string,
    options: { env?: Record<string, string>; cwd?: string; permissions?: string[] } = {},
  ) {
    const { permissions = ["-A"] } = options;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...permissions, "--quiet", `--config=${CONFIG}`, fixture(name)],
      env: { NO_COLOR: "1", ...options.env },
      cwd: options.cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#requests = this.#child.stdin.getWriter();
    this.#answers = new PipedText(this.#child.stdout);
    this.#stderrClosed = this.#collectStderr();
  }

  /** The process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** What it has printed to stderr so far: all that it had printed before its last answer. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Lets it do something. Rejects with {@linkcode ServerGone} where it dies of it, or hangs. */
  ask(request: object, hangMs: number = HANG_MS): Promise<Answer> {
    const answer = this.#turn.then(() => this.#ask(request, hangMs));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #ask(request: object, hangMs: number): Promise<Answer> {
    const what = JSON.stringify(request);
    let hung = false;
    const stopWatch = watchHang(this.pid, hangMs, () => {
      hung = true;
      this.kill("SIGKILL");
    });
    try {
      await this.#requests.write(new TextEncoder().encode(what + "\n"));
      const { before: line, found } = await this.#answers.until(/\n/);
      if (found !== undefined) {
        await this.#stderrBefore(++this.#answerCount);
        return JSON.parse(line);
      }
    } catch (error) {
      // A broken pipe: its end says more.
      if (error instanceof SyntaxError) throw error;
    } finally {
      stopWatch();
    }
    const { code, signal } = await this.#child.status;
    await this.#stderrClosed;
    throw new ServerGone(
      hung
        ? `It hung for ${hangMs} ms at ${what}`
        : `It ended with ${signal ?? code} at ${what}: ${this.#stderr.slice(-2000)}`,
    );
  }

  /** Like {@linkcode ask}, for what must not fail. */
  async get<T>(request: object): Promise<T> {
    const { value, error } = await this.ask(request);
    if (error !== undefined) {
      throw new Error(`${error.name}: ${error.message}, at ${JSON.stringify(request)}`);
    }
    return value as T;
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Resolves when the process has ended. */
  async ended(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#stderrClosed;
    return status;
  }

  /** Ends it at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.#child.status;
    await this.#requests.close().catch(() => {});
    await this.#answers.close();
    await this.#stderrClosed;
  }

  /** Waits until all is here that was printed to stderr before an answer. */
  async #stderrBefore(answer: number): Promise<void> {
    while (this.#stderrEnds < answer) {
      await new Promise<void>((resolve) => this.#onStderr = resolve);
    }
  }

  async #collectStderr(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      const pieces = text.split("\0");
      this.#stderr += pieces.join("");
      this.#stderrEnds += pieces.length - 1;
      this.#onStderr();
    }
    this.#stderrEnds = Infinity; // It is closed: nothing more comes.
    this.#onStderr();
  }
}
