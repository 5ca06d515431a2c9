/**
 * What `kobo` writes and deletes: exports, repairs, prunes; and live boards.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../mod.ts";
import { isLive } from "../../format/live.ts";
import { RowReader } from "../support/row_reader.ts";
import { TempDir } from "../support/temp_dir.ts";
import { kobo, spawnKobo } from "./kobo.ts";
import { LiveRun } from "./live_run.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

async function makeBoard(baseDir: string, boardId: string, steps = 3): Promise<Board> {
  await using board = new Board({
    name: boardId,
    boardId,
    baseDir,
    backend: "parquet",
    captureOutput: false,
  });
  for (let step = 0; step < steps; step++) board.log({ loss: step, note: `line\n${step} 🙂` });
  return board;
}

/** What is in a folder, or in none. */
function namesIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function waitFor(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isSo()) {
    assert(performance.now() < deadline, "It has come within 30 seconds");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

Deno.test("kobo export writes files that DuckDB reads back", async (t) => {
  using dir = new TempDir();
  await using reader = new RowReader();
  await makeBoard(dir.join("boards"), "run");
  const base = ["--dir", dir.join("boards")];
  for (const format of ["csv", "json", "parquet"]) {
    await t.step(format, async () => {
      const out = dir.join(`out.${format}`);
      const { code, stdout, stderr } = await kobo(["export", "run", ...base, "--out", out]);
      assertEquals([code, stdout], [0, `${out}\n`], stderr);
      assertMatch(stderr, /^3 rows, /);
      const { cells } = await reader.query("", `SELECT loss::DOUBLE, note FROM '${out}'`);
      assertEquals(cells, [[0, 1, 2], ["line\n0 🙂", "line\n1 🙂", "line\n2 🙂"]]);
      const again = await kobo(["export", "run", ...base, "--out", out]);
      assertEquals(again.code, 1);
      const overwritten = await kobo(
        ["export", "run", ...base, "--out", out, "--overwrite", "--json", "-q", "SELECT 1 AS one"],
      );
      const { path, rows } = JSON.parse(overwritten.stdout);
      assertEquals({ path, rows }, { path: out, rows: 1 });
    });
  }
  await t.step("to a name of its own, or to stdout", async () => {
    const { stdout } = await kobo(["export", "latest", ...base, "-t", "media"], { cwd: dir.path });
    assertEquals(stdout, `${dir.join("run_media.csv")}\n`);
    const piped = await kobo(["export", "run", ...base, "-o", "-", "-q", "SELECT 1 AS a, 2 AS b"]);
    assertEquals([piped.stdout, piped.stderr], ["a,b\n1,2\n", ""]);
  });
  await t.step("the runs, of all boards", async () => {
    const all = await kobo(["export", "all", ...base, "-t", "runs", "-o", "-", "-f", "json"]);
    const [{ board_id, status }] = JSON.parse(all.stdout);
    assertEquals({ board_id, status }, { board_id: "run", status: "finished" });
  });
});

Deno.test("kobo export that is stopped leaves nothing behind", async () => {
  using dir = new TempDir();
  await makeBoard(dir.join("boards"), "run");
  Deno.mkdirSync(dir.join("out"));
  Deno.mkdirSync(dir.join("tmp"));
  const endless = ["-q", "SELECT range FROM range(100000000000)", "--dir", dir.join("boards")];
  for (
    const [signal, code, out, written] of [
      ["SIGINT", 130, dir.join("out", "endless.csv"), "out"],
      ["SIGTERM", 143, "-", "tmp"],
    ] as const
  ) {
    const child = spawnKobo(["export", "run", "-o", out, ...endless], {
      env: { TMPDIR: dir.join("tmp") },
    });
    const output = child.output();
    await waitFor(() => namesIn(dir.join(written)).length > 0);
    child.kill(signal);
    const end = await output;
    assertEquals(end.code, code);
    assertEquals(new TextDecoder().decode(end.stderr), `kobo: Stopped by ${signal}\n`);
    assertEquals([namesIn(dir.join("out")), namesIn(dir.join("tmp"))], [[], []]);
    await child.stdin.close();
  }
});

Deno.test("kobo dataset writes all boards once, and then only what is new", async () => {
  using dir = new TempDir();
  await using reader = new RowReader();
  const target = dir.join("dataset");
  const run = async () => {
    const end = await kobo(["dataset", target, "--dir", dir.join("boards"), "--json"]);
    const { written, unchanged, rows } = JSON.parse(end.stdout);
    return { code: end.code, written, unchanged, rows };
  };
  await makeBoard(dir.join("boards"), "first");
  assertEquals(await run(), { code: 0, written: ["first"], unchanged: [], rows: 6 });
  await makeBoard(dir.join("boards"), "second", 5);
  assertEquals(await run(), { code: 0, written: ["second"], unchanged: ["first"], rows: 10 });
  const { cells } = await reader.query(
    "",
    `SELECT board_id, sum(value) FROM read_parquet('${target}/metrics/**/*.parquet',
       hive_partitioning = true) WHERE name = 'loss' GROUP BY 1 ORDER BY 1`,
  );
  assertEquals(cells, [["first", "second"], [3, 10]]);
  await Deno.writeTextFile(dir.join("file"), "");
  const refused = await kobo(["dataset", dir.join("file"), "--dir", dir.join("boards")]);
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertMatch(refused.stderr, /^kobo: Cannot .*\n$/);
});

Deno.test("kobo dataset that is stopped leaves no half of a file", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const row = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, i]));
  {
    await using board = new Board({ name: "run", baseDir, captureOutput: false });
    for (let step = 0; step < 100_000; step++) board.log(row);
  }
  const target = dir.join("dataset");
  const child = spawnKobo(["dataset", target, "--dir", baseDir]);
  const output = child.output();
  const temporary = join(target, "_kobo", "tmp");
  await waitFor(() => namesIn(temporary).length > 0);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await output;
  assertEquals([code, stdout.length], [130, 0]);
  assertEquals(new TextDecoder().decode(stderr), "kobo: Stopped by SIGINT\n");
  assertEquals([namesIn(join(target, "_kobo")).sort(), namesIn(join(target, "metrics"))], [
    ["dataset.json", "lock"],
    [],
  ]);
  await child.stdin.close();
  const again = await kobo(["dataset", target, "--dir", baseDir, "--json"]);
  assertEquals(JSON.parse(again.stdout).rows, 4_000_000);
});

Deno.test("kobo repair that is stopped can be repeated", async () => {
  using dir = new TempDir();
  await using run = await LiveRun.start(dir.path, "duckdb");
  await run.kill();
  const repair = ["repair", "latest", "--dir", dir.path];
  const child = spawnKobo(repair);
  const output = child.output();
  await waitFor(() => isLive(run.boardDir));
  child.kill("SIGTERM");
  const { code, stderr } = await output;
  assertEquals(code, 143);
  assertMatch(new TextDecoder().decode(stderr), /^Stopped; nothing is lost/);
  await child.stdin.close();
  assertMatch((await kobo(repair)).stdout, /is complete: crashed, \d+ steps\n$/);
});

for (const backend of BACKENDS) {
  Deno.test(`kobo sees a live run, and repairs it when it was killed (${backend})`, async (t) => {
    using dir = new TempDir();
    const base = ["--dir", dir.path];
    await using run = await LiveRun.start(dir.path, backend);
    const metadataFile = join(run.boardDir, "metadata.json");
    const before = JSON.parse(await Deno.readTextFile(metadataFile));

    await t.step("list calls it running; repair and prune leave it alone", async () => {
      const [board] = JSON.parse((await kobo(["list", ...base, "--json"])).stdout);
      assertEquals([board.status, board.live], ["running", true]);
      const repair = await kobo(["repair", "latest", ...base]);
      assertEquals(repair.code, 1);
      assertMatch(repair.stderr, /it is live/);
      const prune = await kobo(["prune", ...base, "--name", "*", "--yes"]);
      assertEquals([prune.code, prune.stdout], [0, ""]);
      assert(await run.isLive());
    });

    let rows = 0;
    await t.step("tail follows it, each row once, to its end", async () => {
      const child = spawnKobo(["tail", "latest", ...base, "-n", "5", "--json"]);
      const output = child.output();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await run.kill();
      const { code, stdout, stderr } = await output;
      const steps = new TextDecoder().decode(stdout).trimEnd().split("\n")
        .map((line) => JSON.parse(line).step);
      assertEquals(code, 0);
      assertEquals(steps, Array.from({ length: steps.length }, (_, i) => steps[0] + i));
      assert(steps.length > 5, `${steps}`);
      assertMatch(new TextDecoder().decode(stderr), /crashed\n$/);
      rows = steps.at(-1) + 1;
    });

    await t.step("what was killed is listed as crashed, its rows are all there", async () => {
      const [board] = JSON.parse((await kobo(["list", ...base, "--json"])).stdout);
      assertEquals([board.status, board.live, board.counts.steps], ["crashed", false, rows]);
      const { stdout } = await kobo(["show", "latest", ...base]);
      assertMatch(stdout, /^status +crashed, killed; kobo repair completes its files$/m);
      await Deno.stat(join(run.boardDir, "data", "journal"));
    });

    await t.step("repair completes it, and changes nothing else", async () => {
      const { code, stdout, stderr } = await kobo(["repair", "latest", ...base]);
      assertEquals([code, stderr], [0, ""]);
      assertEquals(stdout, `live_${backend} is complete: crashed, ${rows} steps\n`);
      const after = JSON.parse(await Deno.readTextFile(metadataFile));
      const { finished_at } = after;
      assertEquals(after, { ...before, status: "crashed", finished_at });
      await using reader = new RowReader();
      const sql = "SELECT count(*), max(step), max(epoch_ms(timestamp)) FROM ";
      const data = join(run.boardDir, "data");
      const { cells: [[count], [last], [ms]] } = backend === "duckdb"
        ? await reader.query(join(data, "board.duckdb"), `${sql} metrics`)
        : await reader.query("", `${sql} '${join(data, "metrics.parquet")}'`);
      assertEquals([count, last], [BigInt(rows), BigInt(rows - 1)]);
      assertEquals(Number(ms), Date.parse(finished_at));
      assertEquals([...Deno.readDirSync(data)].some(({ name }) => name === "journal"), false);
      assertEquals([...Deno.readDirSync(run.boardDir)].some(({ name }) => name === ".lock"), false);
    });

    await t.step("repair of a board that is complete changes nothing", async () => {
      const metadata = await Deno.readTextFile(metadataFile);
      const { code, stdout } = await kobo(["repair", "latest", ...base, "--json"]);
      const { repaired, status, steps } = JSON.parse(stdout);
      assertEquals({ code, repaired, status, steps }, {
        code: 0,
        repaired: false,
        status: "crashed",
        steps: rows,
      });
      assertEquals(await Deno.readTextFile(metadataFile), metadata);
    });
  });

  Deno.test(`kobo repair makes a torn file again, and says so (${backend})`, async () => {
    using dir = new TempDir();
    await using run = await LiveRun.start(dir.path, backend);
    await run.kill();
    const data = join(run.boardDir, "data");
    const torn = [...Deno.readDirSync(data)].map(({ name }) => name)
      .find((name) => name.endsWith(".duckdb") || /^metrics.*\.parquet$/.test(name))!;
    const { size } = await Deno.stat(join(data, torn));
    await Deno.truncate(join(data, torn), Math.floor(size / 2));
    const { code, stdout, stderr } = await kobo(["repair", "latest", "--dir", dir.path]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /is complete: crashed, \d+ steps\n$/);
    assertMatch(stderr, /set aside in .*damaged_/);
    assert(Number(/(\d+) steps/.exec(stdout)![1]) > 20);
  });
}

Deno.test("kobo tail of a live run ends with Ctrl+C", async () => {
  using dir = new TempDir();
  await using run = await LiveRun.start(dir.path, "parquet");
  const child = spawnKobo(["tail", "latest", "--dir", dir.path]);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertStringIncludes((await reader.read()).value!, "step ");
  child.kill("SIGINT");
  const { code } = await child.status;
  assertEquals(code, 0);
  await reader.cancel();
  await child.stdin.close();
  await child.stderr.cancel();
  assert(await run.isLive());
});

Deno.test("kobo tail that catches up ends with Ctrl+C", async () => {
  using dir = new TempDir();
  await makeBoard(dir.path, "run", 200_000);
  const child = spawnKobo(["tail", "run", "--dir", dir.path, "-n", "200000", "-m", "loss"]);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let lines = 0;
  for (let isTold = false;; isTold = true) {
    const { value, done } = await reader.read();
    if (done) break;
    lines += value.split("\n").length - 1;
    if (!isTold) child.kill("SIGINT");
  }
  assertEquals((await child.status).code, 0);
  assert(lines > 0 && lines < 100_000, `${lines} lines`);
  await child.stdin.close();
  await child.stderr.cancel();
});

Deno.test("kobo prune deletes what is meant, and only with --yes", async (t) => {
  using dir = new TempDir();
  for (const name of ["keep_me", "test_a", "test_b", "test_c"]) {
    await makeBoard(dir.path, name);
    await age(name, name === "test_c" ? 1 : 40);
  }
  await Deno.mkdir(dir.join("not_a_board"));
  const names = () => [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  const all = names();
  const prune = (...args: string[]) => kobo(["prune", "--dir", dir.path, ...args]);

  await t.step("a dry run deletes nothing", async () => {
    const { code, stdout, stderr } = await prune("--older-than", "30d", "--name", "test*");
    assertEquals([code, stdout.match(/^test_\w/gm)?.sort()], [0, ["test_a", "test_b"]]);
    assertMatch(stderr, /^Would delete 2 boards, .*--yes does it\n$/);
    const { deleted, boards } = JSON.parse((await prune("--keep", "1", "--json")).stdout);
    assertEquals([deleted, boards.length], [false, 3]);
    assertEquals(names(), all);
  });

  await t.step("--yes deletes, other folders stay", async () => {
    const { code, stderr } = await prune("--older-than", "30d", "--name", "test*", "--yes");
    assertEquals(code, 0);
    assertMatch(stderr, /^Deleted 2 boards, /);
    assertEquals(names(), ["keep_me", "not_a_board", "test_c"]);
    await prune("--status", "finished", "--yes");
    assertEquals(names(), ["not_a_board"]);
  });

  /** As if the run had been so long ago. */
  async function age(boardId: string, days: number): Promise<void> {
    const path = dir.join(boardId, "metadata.json");
    const metadata = JSON.parse(await Deno.readTextFile(path));
    const time = new Date(Date.now() - days * 24 * 3600 * 1000).toISOString();
    const aged = { ...metadata, created_at: time, finished_at: time };
    await Deno.writeTextFile(path, JSON.stringify(aged));
  }
});
