import { TempDir } from "../../support/temp_dir.ts";

const CONFIG = path("../../../deno.json");

/** Boards for the panels, by what they are. */
export interface PanelBoards extends Disposable {
  /** The folder they are in. */
  baseDir: string;
  /** The ids of the examples' boards, of `train_digits.ts` those of both backends. */
  examples: { media: string; tables: string; digits: [duckdb: string, parquet: string] };
}

/** Runs the examples, and `fixtures/panel_boards.ts`, into one folder. */
export async function makePanelBoards(): Promise<PanelBoards> {
  const dir = new TempDir();
  const example = async (name: string, ...args: string[]) => {
    const output = await run(dir.path, path(`../../../examples/${name}.ts`), ...args);
    return /^Board: .*[\\/](.+)$/m.exec(output)![1];
  };
  const digits = (backend: string) =>
    example("train_digits", "--epochs", "2", "--backend", backend);
  const examples = {
    media: await example("all_media_types"),
    tables: await example("media_in_tables"),
    digits: [await digits("duckdb"), await digits("parquet")] as [string, string],
  };
  const baseDir = dir.join("kohakuboard");
  await makeFixtureBoards(baseDir);
  return { baseDir, examples, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

/** The backends of which the boards `hostile_<backend>` are. */
export const BACKENDS = ["duckdb", "parquet"] as const;

/** Runs that differ in three values of their config. */
export const SWEEP: readonly string[] = Array.from({ length: 8 }, (_, i) => `sweep_${i}`);

/** Makes the boards of `fixtures/panel_boards.ts` in a folder. */
export async function makeFixtureBoards(baseDir: string): Promise<void> {
  await run(".", path("../fixtures/panel_boards.ts"), baseDir);
}

/** A process that logs to the board `live_<backend>` whenever it is told to. */
export class LiveRun implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  /** Starts it; it logs once. */
  constructor(baseDir: string, backend: "duckdb" | "parquet") {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: args(path("../fixtures/panel_live.ts"), baseDir, backend),
      stdin: "piped",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
  }

  /** Has it log once more. */
  async log(): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode("\n"));
  }

  /** Lets it finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close();
    await this.#child.status;
  }
}

async function run(cwd: string, script: string, ...rest: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: args(script, ...rest),
    cwd,
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot run ${script}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

function args(script: string, ...rest: string[]): string[] {
  return ["run", "-A", "--quiet", "--no-check", `--config=${CONFIG}`, script, ...rest];
}

function path(relative: string): string {
  return new URL(relative, import.meta.url).pathname;
}
