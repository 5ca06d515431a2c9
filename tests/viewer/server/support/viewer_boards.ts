import { fromFileUrl } from "@std/path";
import { copyMade } from "../../../../testing/copy_made.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";

const CONFIG = fromFileUrl(new URL("../../../../deno.json", import.meta.url));

let shared: Promise<TempDir> | undefined;
globalThis.addEventListener("unload", () => void shared?.then((dir) => dir[Symbol.dispose]()));

/** The boards of `fixtures/make_boards.ts`, copied once per test file: for tests that only read. */
export async function sharedBoards(): Promise<string> {
  return (await (shared ??= makeBoards())).path;
}

/** A folder with the boards of `fixtures/make_boards.ts`. */
export async function makeBoards(): Promise<TempDir> {
  const dir = new TempDir();
  await copyMade("viewer_boards", dir.path, async (made) => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: fixtureArgs("make_boards.ts", made),
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  });
  return dir;
}

/** A process that logs to the board `live` until it is disposed of. */
export class LiveBoard implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
  }

  /** Starts it, and waits for its first row. */
  static async start(baseDir: string, backend: "duckdb" | "parquet"): Promise<LiveBoard> {
    const child = new Deno.Command(Deno.execPath(), {
      args: fixtureArgs("live_board.ts", baseDir, backend),
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const live = new LiveBoard(child);
    for await (const _ of child.stdout) break;
    return live;
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  /** Lets it finish its board, unless it was killed. */
  async finish(): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    await this.#child.status;
  }

  /** As {@linkcode finish}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }
}

/** The arguments for Deno that run a fixture of the server's tests. */
export function fixtureArgs(name: string, ...args: string[]): string[] {
  const path = fromFileUrl(new URL(`../fixtures/${name}`, import.meta.url));
  return ["run", "-A", "--quiet", "--no-check", `--config=${CONFIG}`, path, ...args];
}
