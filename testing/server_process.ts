import { fromFileUrl } from "@std/path";
import { PipedText } from "./piped_text.ts";

const SERVE = fromFileUrl(new URL("./fixtures/serve.ts", import.meta.url));

/** A viewer's server in a process of its own, whose memory is no other test's. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** Its address, the token in it where it has one that must be known. */
  readonly url: string;

  private constructor(child: Deno.ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts one for a folder of boards, with a token of its own where none is given. */
  static async start(baseDir: string, token?: string): Promise<ServerProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", SERVE, baseDir, ...(token === undefined ? [] : [token])],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stdout = new PipedText(child.stdout);
    const url = await stdout.url();
    await stdout.close();
    return new ServerProcess(child, url);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The resident memory of the process, in bytes. */
  get memory(): number {
    const status = Deno.readTextFileSync(`/proc/${this.#child.pid}/status`);
    return Number(/VmRSS:\s*(\d+)/.exec(status)![1]) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
  }
}
