import { copyMade } from "../../../testing/copy_made.ts";
import { copyDigitsBoards } from "../../../testing/digits_boards.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { RunningScript, runScript } from "../../../testing/run_script.ts";

const BOARDS = new URL("../fixtures/page_boards.ts", import.meta.url);
const LIVE = new URL("../fixtures/page_live.ts", import.meta.url);

/**
 * A folder with the boards of `fixtures/page_boards.ts` and a broken one.
 *
 * @param which `one`: only those of one row. `none`: no boards. Default: all.
 */
export async function makePageBoards(which: "all" | "one" | "none" = "all"): Promise<TempDir> {
  const dir = new TempDir();
  if (which === "none") return dir;
  await copyMade(`page_boards_${which}`, dir.path, async (made) => {
    await runScript(BOARDS, [made, which]);
  });
  if (which === "all") {
    await Deno.mkdir(dir.join("broken_board"));
    await Deno.writeTextFile(dir.join("broken_board", "metadata.json"), '{"name": "cut o');
  }
  return dir;
}

/** Boards of `examples/train_digits.ts`. */
export interface ExampleBoards extends Disposable {
  /** The folder they are in. */
  baseDir: string;
  /** One id per backend. */
  ids: string[];
}

/** Two trainings on digits, one with each backend. */
export async function makeExampleBoards(): Promise<ExampleBoards> {
  const dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  const ids = await copyDigitsBoards(baseDir);
  return { baseDir, ids, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

/** A process that logs to the board `live_<backend>`: once when it starts, then when it is told to. */
export class LiveLog implements AsyncDisposable {
  readonly #script: RunningScript;

  constructor(baseDir: string, backend: "duckdb" | "parquet") {
    this.#script = new RunningScript(LIVE, [baseDir, backend]);
  }

  /** Makes it log once more; `late` with a metric that it has not logged before. */
  async log(what: "row" | "late"): Promise<void> {
    await this.#script.send(what);
  }

  /** Lets it finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#script[Symbol.asyncDispose]();
  }
}
