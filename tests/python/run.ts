/**
 * What Python finds in our boards: `deno task test:python`. No part of `deno
 * task test`, as it installs packages with pip the first time.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board } from "../../mod.ts";
import { LiveRun } from "../cli/support/live_run.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { type PythonEnvironment, pythonEnvironment } from "./environment.ts";

const EPOCHS = 3;
const BATCHES = 10;

const environment = await pythonEnvironment();
const isMissing = typeof environment === "string";
if (isMissing) console.warn(`Python's tests are left out: ${environment}`);
const python = isMissing ? "" : environment.python;

interface Found {
  steps: number[];
  loss: number[];
  columns: string[];
  images: string[];
  versions: Record<string, string>;
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test({
    name: `Python reads a finished run (${backend})`,
    ignore: isMissing,
    async fn() {
      using dir = new TempDir();
      const board = new Board({ name: "python", backend, baseDir: dir.path, captureOutput: false });
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        board.step();
        for (let batch = 0; batch < BATCHES; batch++) board.log({ loss: 1 / (1 + batch) });
        board.logImages("sample", { data: new Uint8Array(16).fill(epoch), width: 4, height: 4 });
      }
      await board.finish();
      const { steps, loss, columns, images, versions } = await query(board.boardDir, backend);
      console.log(versions);
      assertEquals(steps, [...Array(BATCHES + 1).keys()]);
      assertEquals(loss, Array.from({ length: BATCHES }, (_, i) => 1 / (1 + i)));
      assertEquals(columns, ["step", "global_step", "timestamp", "loss"]);
      assertEquals(images.length, EPOCHS);
      for (const filename of images) await Deno.stat(join(board.boardDir, "media", filename));
    },
  });

  Deno.test({
    name: `Python reads a live run (${backend})`,
    ignore: isMissing,
    async fn() {
      using dir = new TempDir();
      await using run = await LiveRun.start(dir.path, backend);
      const kind = backend === "duckdb" ? backend : "parquet-live";
      const { steps, loss, images } = await query(run.boardDir, kind);
      assertEquals(steps, [...Array(20).keys()]);
      assertEquals(loss, steps.map((step) => 1 / (1 + step)));
      assert(images.length > 0);
      assert(await run.isLive());
      await run.end();
    },
  });

  Deno.test({
    name: `the example query_${backend}.py runs`,
    ignore: isMissing,
    async fn() {
      using dir = new TempDir();
      const board = new Board({
        name: "example",
        backend,
        baseDir: dir.join("kohakuboard"),
        captureOutput: false,
      });
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        board.step();
        for (let batch = 0; batch < BATCHES; batch++) board.log({ "train/loss": batch });
      }
      board.logImages("sample", { data: new Uint8Array(16), width: 4, height: 4 });
      await board.finish();
      const script = new URL(`../../examples/python/query_${backend}.py`, import.meta.url);
      const output = await runPython([fromFileUrl(script)], dir.path);
      if (backend === "parquet") {
        for (const library of ["pandas", "Polars", "DuckDB"]) {
          assertMatch(output, new RegExp(`^${library} +31 rows`, "m"));
        }
        assertMatch(output, /^PyArrow 10 rows of global step 0, up to step 9$/m);
      } else {
        assertMatch(output, /^0 +0 +10$/m);
        assertMatch(output, /sample_0_00000030_/);
      }
    },
  });
}

const EARLIEST = fromFileUrl(new URL("earliest_duckdb_requirements.txt", import.meta.url));
const earliest = await pythonEnvironment(EARLIEST);
if (typeof earliest === "string") console.warn(`The earliest DuckDB is left out: ${earliest}`);

Deno.test({
  name: "the earliest DuckDB that docs/schema.md names reads a board",
  ignore: typeof earliest === "string",
  async fn() {
    using dir = new TempDir();
    const board = new Board({ name: "earliest", baseDir: dir.path, captureOutput: false });
    for (let step = 0; step < 5000; step++) board.log({ loss: step, note: `no. ${step % 7}` });
    await board.finish();
    const path = join(board.boardDir, "data", "board.duckdb");
    const sql = "SELECT count(*), CAST(sum(loss) AS BIGINT), max(note) FROM metrics";
    const script = "import duckdb, json, sys; print(duckdb.__version__, " +
      "json.dumps(duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchone()))";
    const { python } = earliest as PythonEnvironment;
    const output = await runPython(["-c", script, path, sql], undefined, python);
    assertEquals(output, `1.1.3 [5000, ${5000 * 4999 / 2}, "no. 6"]\n`);
  },
});

async function query(boardDir: string, kind: string): Promise<Found> {
  const script = fromFileUrl(new URL("queries.py", import.meta.url));
  return JSON.parse(await runPython([script, boardDir, kind]));
}

async function runPython(args: string[], cwd?: string, program = python): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
