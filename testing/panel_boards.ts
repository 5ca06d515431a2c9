import { TempDir } from "./temp_dir.ts";
import { copyMade } from "./copy_made.ts";
import { copyDigitsBoards, type DigitsIds } from "./digits_boards.ts";
import { boardIdIn, RunningScript, runScript } from "./run_script.ts";

const BOARDS = new URL("./fixtures/panel_boards.ts", import.meta.url);
const LIVE = new URL("./fixtures/panel_live.ts", import.meta.url);

/** Boards for the panels. */
export interface PanelBoards extends Disposable {
  /** The folder they are in. */
  baseDir: string;
  /** The ids of the examples' boards, of `train_digits.ts` those of both backends. */
  examples: { media: string; tables: string; digits: DigitsIds };
}

/** Runs the examples, and `fixtures/panel_boards.ts`, into one folder. */
export async function makePanelBoards(): Promise<PanelBoards> {
  const dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  const example = async (name: string) => {
    const script = new URL(`../examples/${name}.ts`, import.meta.url);
    return boardIdIn(await runScript(script, [], { cwd: dir.path }));
  };
  const examples: PanelBoards["examples"] = {
    media: await example("all_media_types"),
    tables: await example("media_in_tables"),
    digits: await copyDigitsBoards(baseDir),
  };
  await makeFixtureBoards(baseDir);
  return { baseDir, examples, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

/** The backends of the boards `hostile_<backend>`. */
export const BACKENDS = ["duckdb", "parquet"] as const;

/** The ids of runs that differ in three values of their config. */
export const SWEEP: readonly string[] = Array.from({ length: 8 }, (_, i) => `sweep_${i}`);

/** Copies the boards of `fixtures/panel_boards.ts` into a folder. */
export async function makeFixtureBoards(baseDir: string): Promise<void> {
  await copyMade("panel_boards", baseDir, async (dir) => void await runScript(BOARDS, [dir]));
}

/** A process that logs to the board `live_<backend>`: once when it starts, then when it is told to. */
export class LiveRun implements AsyncDisposable {
  readonly #script: RunningScript;

  constructor(baseDir: string, backend: "duckdb" | "parquet") {
    this.#script = new RunningScript(LIVE, [baseDir, backend]);
  }

  /** Makes it log once more. */
  async log(): Promise<void> {
    await this.#script.send("");
  }

  /** Lets it finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#script[Symbol.asyncDispose]();
  }
}
