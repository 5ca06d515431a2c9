/**
 * The blocks in Python of `docs/`, run as they stand there.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board } from "../../mod.ts";
import { codeBlocks } from "../support/markdown_blocks.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { pythonEnvironment } from "./environment.ts";

const DOCS = fromFileUrl(new URL("../../docs", import.meta.url));

const environment = await pythonEnvironment();
const python = typeof environment === "string" ? undefined : environment.python;
if (python === undefined) console.warn(`The docs' Python is left out: ${environment}`);

Deno.test({
  name: "the cookbook's recipe for pandas works",
  ignore: python === undefined,
  async fn() {
    using dir = new TempDir();
    await makeRun(dir, "duckdb");
    const [code = ""] = pythonIn("cookbook.md");
    assertMatch(await run(code, dir.path), /^global_step\n0 +0\.5[^]*\n100\n$/);
  },
});

Deno.test({
  name: "docs/reading.md's Python works",
  ignore: python === undefined,
  async fn() {
    using dir = new TempDir();
    const duckdb = await makeRun(dir, "duckdb");
    const parquet = await makeRun(dir, "parquet");
    const [code = ""] = pythonIn("reading.md");
    const filled = code.replace("BOARD/data/board.duckdb", `${duckdb}/data/board.duckdb`)
      .replaceAll("BOARD", parquet);
    const lengths = filled.replaceAll(
      /^( *)(df = .*\n(?: +.*\n)*(?:"""\).*\n)?)/gm,
      "$1$2$1print(len(df))\n",
    );
    assertEquals(await run(lengths, dir.path), "100\n100\n100\n");
  },
});

/** A run of a hundred steps in ten epochs, in `kohakuboard/`. */
async function makeRun(dir: TempDir, backend: "duckdb" | "parquet"): Promise<string> {
  const board = new Board({ name: "docs", backend, baseDir: dir.join("kohakuboard") });
  for (let step = 0; step < 100; step++) {
    if (step % 10 === 0) board.step();
    board.log({ "train/loss": 0.5 });
  }
  await board.finish();
  return board.boardId;
}

function pythonIn(page: string): string[] {
  return codeBlocks(Deno.readTextFileSync(join(DOCS, page)))
    .filter(({ language }) => language === "python").map(({ code }) => code);
}

async function run(code: string, cwd: string): Promise<string> {
  const { code: exit, stdout, stderr } = await new Deno.Command(python ?? "", {
    args: ["-c", code],
    cwd,
  }).output();
  assertEquals(exit, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
