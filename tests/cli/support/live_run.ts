import { fromFileUrl, join } from "@std/path";
import { PipedText } from "../../../testing/piped_text.ts";

const SCRIPT = fromFileUrl(new URL("../fixtures/live_run.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));

/** A process that logs to a board until it is told to end, or killed. */
export class LiveRun implements AsyncDisposable {
  /** The board's folder. */
  readonly boardDir: string;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: PipedText;

  private constructor(boardDir: string, child: Deno.ChildProcess) {
    this.boardDir = boardDir;
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    this.#stdout = new PipedText(child.stdout);
  }

  /**
   * Starts it; resolves when its first rows are in the backend's files.
   *
   * @param pauseMs How long it waits between two steps.
   */
  static async start(
    baseDir: string,
    backend: "duckdb" | "parquet",
    pauseMs = 5,
  ): Promise<LiveRun> {
    const boardId = `live_${backend}`;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", `--config=${CONFIG}`],
        ...[SCRIPT, baseDir, backend, boardId, `${pauseMs}`],
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const run = new LiveRun(join(baseDir, boardId), child);
    await run.#stdout.waitFor(/ready/);
    return run;
  }

  /** Whether the process is still there. */
  async isLive(): Promise<boolean> {
    const pause = new Promise<"live">((resolve) => setTimeout(() => resolve("live"), 0));
    return await Promise.race([this.#child.status, pause]) === "live";
  }

  /** Lets it finish; the number of its steps. */
  async end(): Promise<number> {
    await this.#stdin.close();
    const [, steps] = await this.#stdout.waitFor(/steps (\d+)/);
    await this.#child.status;
    return Number(steps);
  }

  /** Ends it without a chance to finish. */
  async kill(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
  }

  /** Ends the process, if it is still there. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#stdin.abort().catch(() => {});
    await this.#stdout.close();
  }
}
