import { TempDir } from "../../support/temp_dir.ts";

const CONFIG = path("../../../deno.json");

/**
 * A folder with the boards of `fixtures/page_boards.ts` and a broken one.
 *
 * @param which `one`: only those of one row. `none`: no boards. Default: all.
 */
export async function makePageBoards(which: "all" | "one" | "none" = "all"): Promise<TempDir> {
  const dir = new TempDir();
  if (which === "none") return dir;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: args(path("../fixtures/page_boards.ts"), dir.path, which),
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  if (which === "all") {
    await Deno.mkdir(dir.join("broken_board"));
    await Deno.writeTextFile(dir.join("broken_board", "metadata.json"), '{"name": "cut o');
  }
  return dir;
}

/** The ids of boards that `examples/train_digits.ts` made, of both backends, and the folder they are in. */
export interface ExampleBoards extends Disposable {
  baseDir: string;
  ids: string[];
}

/** Trains on digits, once for each backend. */
export async function makeExampleBoards(): Promise<ExampleBoards> {
  const dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  const ids = await Promise.all(["duckdb", "parquet"].map(async (backend, i) => {
    const rest = ["--backend", backend, "--epochs", String(3 + i), "--base-dir", baseDir];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: args(path("../../../examples/train_digits.ts"), ...rest),
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(decoder.decode(stderr));
    return /^Board: .*[\\/](.+)$/m.exec(decoder.decode(stdout))![1];
  }));
  return { baseDir, ids, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

/** A process that logs to the board `live_<backend>` whenever it is told to. */
export class LiveLog implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  /** Starts it; it logs once. */
  constructor(baseDir: string, backend: "duckdb" | "parquet") {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: args(path("../fixtures/page_live.ts"), baseDir, backend),
      stdin: "piped",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
  }

  /** Has it log once more; `late` is a metric that was not there. */
  async log(what: "row" | "late"): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(`${what}\n`));
  }

  /** Lets it finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close();
    await this.#child.status;
  }
}

function args(script: string, ...rest: string[]): string[] {
  return ["run", "-A", "--quiet", "--no-check", `--config=${CONFIG}`, script, ...rest];
}

function path(relative: string): string {
  return new URL(relative, import.meta.url).pathname;
}
