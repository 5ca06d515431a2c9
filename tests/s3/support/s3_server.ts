import type { S3StoreOptions } from "../../../stores/s3_store_options.ts";

/** The key of every server of the tests. */
export const CREDENTIALS = {
  accessKeyId: "test-access-key",
  secretAccessKey: "test-secret-key-which-nobody-may-see",
};

/** A server of S3 that runs as a process of its own until it is disposed of. */
export class S3Server implements AsyncDisposable {
  /** How to reach it. */
  readonly options: S3StoreOptions;
  readonly #child: Deno.ChildProcess;
  readonly #onEnd: () => void;

  private constructor(child: Deno.ChildProcess, port: number, onEnd: () => void) {
    this.#child = child;
    this.#onEnd = onEnd;
    this.options = {
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      credentials: CREDENTIALS,
    };
  }

  /**
   * Starts a server on a free port, and waits until it answers.
   *
   * @param argsFor Its arguments.
   * @param onEnd Is called when it has ended.
   * @throws {Error} Where it does not answer in 30 s.
   */
  static async start(
    program: string,
    argsFor: (port: number) => string[],
    onEnd: () => void = () => {},
  ): Promise<S3Server> {
    const port = freePort();
    const child = new Deno.Command(program, {
      args: argsFor(port),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const server = new S3Server(child, port, onEnd);
    for (let attempt = 0; attempt < 300; attempt++) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        await response.body?.cancel();
        return server;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    await server[Symbol.asyncDispose]();
    throw new Error(`${program} does not answer at port ${port}`);
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    this.#onEnd();
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
