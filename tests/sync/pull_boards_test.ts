import { join } from "@std/path";
import { DuckDBInstance } from "@duckdb/node-api";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Board } from "../../mod.ts";
import { BoardNotFoundError, openBoard, verifyBoard } from "../../reader/mod.ts";
import { pullBoards, StoreError, syncBoards } from "../../sync/mod.ts";
import { makeUpstreamBoard } from "../support/upstream_boards.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { filesIn } from "../faults/support/copy_folder.ts";
import { LiveRun } from "../cli/support/live_run.ts";
import { ProcessEffort } from "../../testing/process_effort.ts";

const TABLES = ["metrics", "media", "tables", "histograms"] as const;

/** Everything that a reader finds in a board. */
async function contentOf(boardDir: string): Promise<unknown> {
  await using reader = await openBoard(boardDir);
  const tables: Record<string, unknown> = {};
  for (const table of TABLES) {
    const { columns, rows } = await reader.sql(`SELECT * FROM ${table} ORDER BY step`);
    tables[table] = { columns, rows };
  }
  const { name, config, created_at, finished_at, status, runtime } = reader.metadata;
  return { tables, metadata: { name, config, created_at, finished_at, status, runtime } };
}

function writeSteps(board: Board, steps: number): void {
  for (let i = 0; i < steps; i++) board.log({ loss: i === 1 ? NaN : 1 / i, zero: i % 2 ? 0 : -0 });
  board.log({ "late metric": "text", ok: true });
  board.logImages("sample", { data: new Uint8Array(16).fill(steps), width: 4, height: 4 });
  board.logTable("table", [{ class: "cat", precision: NaN }]);
  board.logHistogram("grads", new Float32Array([1, 2, NaN]));
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`pullBoards() makes boards as they were, which resume and are sent again (${backend})`, async () => {
    using dir = new TempDir();
    const [home, share, there] = [dir.join("home"), dir.join("share"), dir.join("there")];
    const options = { name: "pulled", boardId: "run", config: { lr: 0.1 } };
    const board = new Board({ ...options, backend, baseDir: home });
    writeSteps(board, 5);
    console.log("printed");
    await board.finish();
    await syncBoards(home, share);

    const first = await pullBoards(share, there);
    assertEquals(first, { pulled: ["run"], existing: [], failed: [], problems: [] });
    const boardDir = dir.join("there", "run");
    assertEquals(await contentOf(boardDir), await contentOf(board.boardDir));
    assertEquals((await verifyBoard(boardDir)).damage, []);
    for (const path of ["logs/output.log", ...filesIn(board.boardDir).filter(isMedium)]) {
      const [one, other] = [board.boardDir, boardDir].map((of) =>
        Deno.readFileSync(`${of}/${path}`)
      );
      assertEquals(one, other);
    }

    const resumed = new Board({ ...options, baseDir: there, captureOutput: false });
    writeSteps(resumed, 5);
    await resumed.flush();
    await syncBoards(there, share); // In `data/` the earlier rows, in `live/` the new ones.
    await pullBoards(share, dir.join("third"));
    await resumed.finish();
    const [third, second] = await Promise.all(
      [dir.join("third", "run"), boardDir].map(async (path) => {
        const { tables } = await contentOf(path) as { tables: unknown };
        return tables;
      }),
    );
    assertEquals(third, second);

    const again = await pullBoards(share, there);
    assertEquals([again.pulled, again.existing], [[], ["run"]]);
  });
}

Deno.test("boards of KohakuBoard's Python client are sent, with what they have since, and fetched", async () => {
  using dir = new TempDir();
  const [home, share] = [dir.join("home"), dir.join("share")];
  const boardDir = dir.join("home", "upstream");
  await makeUpstreamBoard(boardDir, "one file");
  await syncBoards(home, share);
  const before = await pullBoards(share, dir.join("first"));
  assertEquals([before.pulled, before.failed, before.problems], [["upstream"], [], []]);
  const tablesOf = async (of: string) => (await contentOf(of) as { tables: unknown }).tables;
  assertEquals(await tablesOf(dir.join("first", "upstream")), await tablesOf(boardDir));
  const instance = await DuckDBInstance.create(
    dir.join("home", "upstream", "data", "board.duckdb"),
  );
  const connection = await instance.connect();
  await connection.run("INSERT INTO metrics VALUES (8, 2, '2025-10-29 12:00:09', 7, 7, 7)");
  connection.closeSync();
  instance.closeSync();
  assertEquals((await syncBoards(home, share)).sent, ["upstream"]);
  await pullBoards(share, dir.join("second"));
  assertEquals(await tablesOf(dir.join("second", "upstream")), await tablesOf(boardDir));
});

Deno.test("pullBoards() fetches a run that goes on, with what was sent so far", async () => {
  using dir = new TempDir();
  await using run = await LiveRun.start(dir.join("home"), "duckdb");
  await syncBoards(dir.join("home"), dir.join("share"));
  await syncBoards(dir.join("home"), dir.join("share"));
  const { pulled } = await pullBoards(dir.join("share"), dir.join("there"));
  assertEquals(pulled, ["live_duckdb"]);
  await using reader = await openBoard(dir.join("there", "live_duckdb"));
  const { rows } = await reader.sql("SELECT step, loss FROM metrics ORDER BY step");
  assert(rows.length > 20);
  assertEquals(rows, rows.map((_, step) => [step, 1 / (1 + step)]));
  assertEquals(reader.status, "crashed"); // Nobody writes this copy.
  await run.kill();
});

Deno.test("pullBoards() leaves nothing half done, and touches nothing that is there", async () => {
  using dir = new TempDir();
  const [home, share, there] = [dir.join("home"), dir.join("share"), dir.join("there")];
  for (const boardId of ["good", "bad"]) {
    const board = new Board({ name: boardId, boardId, baseDir: home, captureOutput: false });
    writeSteps(board, 3);
    await board.finish();
  }
  await syncBoards(home, share);
  Deno.mkdirSync(there);
  Deno.writeTextFileSync(dir.join("there", "good"), "mine");
  const [metrics, metadata] = ["data/metrics.parquet", "metadata.json"]
    .map((name) => dir.join("share", "bad", name));
  const change = (path: string, edit: (text: string) => string) => {
    const before = Deno.readFileSync(path);
    Deno.writeTextFileSync(path, edit(new TextDecoder().decode(before)));
    return () => Deno.writeFileSync(path, before);
  };
  const record = dir.join("share", "bad", "sync.json");
  const newer = (text: string) =>
    text.replace('"format_version": 1', '"format_version": 99')
      .replace(/"checksum": ".*"/, '"checksum": null');
  const cases: [path: string, edit: (text: string) => string, reason: string][] = [
    [metrics!, () => "PAR1 nonsense PAR1", "metrics.parquet"],
    [
      metadata!,
      (text) => text.replace('"parquet"', '"https://example.com/backend.ts"'),
      "backend",
    ],
    [metadata!, newer, "bad"],
    [record, (text) => text.replace('"metrics": 6', '"metrics": 60'), "up to step 60"],
    [record, () => "{}", "sync.json"],
  ];
  for (const [path, edit, reason] of cases) {
    const restore = change(path, edit);
    const { pulled, existing, failed } = await pullBoards(share, there);
    const found = [pulled, existing, failed.map(({ boardId }) => boardId)];
    assertEquals(found, [[], ["good"], ["bad"]], reason);
    assert(failed[0]!.reason.includes(reason), failed[0]!.reason);
    assertEquals(filesIn(there), ["good"]);
    restore();
  }
  Deno.removeSync(metrics!);
  const { failed } = await pullBoards(share, there);
  assert(failed[0]!.reason.includes("data/metrics.parquet is missing"), failed[0]!.reason);
  assertEquals(Deno.readTextFileSync(dir.join("there", "good")), "mine");
});

Deno.test("pullBoards() fetches no log of which a piece has another length than its name says", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "run", boardId: "run", baseDir: dir.join("home") });
  console.log("a line");
  await board.finish();
  await syncBoards(dir.join("home"), dir.join("share"));
  const logs = dir.join("share", "run", "logs");
  const [piece] = [...Deno.readDirSync(logs)].filter(({ name }) => name.startsWith("output."));
  Deno.truncateSync(join(logs, piece!.name), 1);
  const { failed } = await pullBoards(dir.join("share"), dir.join("there"));
  assert(failed[0]?.reason.includes(`logs/${piece!.name} has 1 bytes`), JSON.stringify(failed));
  assertEquals(filesIn(dir.join("there")), []);
});

Deno.test("pullBoards() leaves out a medium that is not as it was written, and says so", async () => {
  using dir = new TempDir();
  const [home, share] = [dir.join("home"), dir.join("share")];
  const board = new Board({ name: "x", boardId: "run", baseDir: home, captureOutput: false });
  writeSteps(board, 1);
  await board.finish();
  await syncBoards(home, share);
  const [medium = ""] = filesIn(dir.join("share", "run", "media"));
  Deno.writeTextFileSync(dir.join("share", "run", "media", medium), "damaged");
  const { problems } = await pullBoards(share, dir.join("there"));
  assert(problems[0]?.problem.includes(medium), JSON.stringify(problems));
  assertEquals(filesIn(dir.join("there", "run", "media")), []);
});

Deno.test("pullBoards() takes no names that lead elsewhere, and refuses what no sync has sent", async () => {
  using dir = new TempDir();
  const [home, share] = [dir.join("home"), dir.join("share")];
  await new Board({ name: "x", boardId: "run", baseDir: home, captureOutput: false }).finish();
  await syncBoards(home, share);
  for (const name of [".hidden", "nul", "a:b"]) {
    Deno.mkdirSync(dir.join("share", name));
    Deno.writeTextFileSync(dir.join("share", name, "metadata.json"), "{}");
  }
  Deno.symlinkSync(dir.join("home", "run"), dir.join("share", "linked"));
  const { pulled, failed } = await pullBoards(share, dir.join("there"));
  assertEquals([pulled, failed], [["run"], []]);
  await assertRejects(
    () => pullBoards(share, dir.join("there"), { boards: ["../run"] }),
    BoardNotFoundError,
  );
  await assertRejects(() => pullBoards(home, dir.join("there")), StoreError, "no boards");
  await assertRejects(
    () => pullBoards(dir.join("none"), dir.join("there")),
    StoreError,
    "no boards",
  );
});

function isMedium(path: string): boolean {
  return path.startsWith("media");
}

Deno.test("pullBoards() finds each row once while a run is sent, ends and goes on", async () => {
  using dir = new TempDir();
  const [home, share] = [dir.join("home"), dir.join("share")];
  const options = { name: "x", boardId: "run", baseDir: home, captureOutput: false } as const;
  const controller = new AbortController();
  const { signal } = controller;
  const first = new Board({ ...options, backend: "parquet" });
  first.log({ loss: 0 });
  await first.finish();
  const sync = syncBoards(home, share, { follow: true, intervalMs: 100, signal });
  const write = async () => {
    for (let run = 0; run < 4; run++) {
      const board = new Board(options);
      for (let i = 0; i < 20; i++) {
        board.log({ loss: board.currentStep + 1 });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await board.finish();
    }
  };
  let isWriting = true;
  const writing = write().finally(() => isWriting = false);
  let last = 0;
  const pull = async () => {
    await pullBoards(share, dir.join("there"));
    await using reader = await openBoard(dir.join("there", "run"));
    const { rows } = await reader.sql("SELECT step, loss FROM metrics ORDER BY step");
    assertEquals(rows, rows.map((_, step) => [step, step]));
    assert(rows.length >= last, `${rows.length} after ${last}`);
    last = rows.length;
    Deno.removeSync(dir.join("there"), { recursive: true });
  };
  while (!await exists(dir.join("share", "run", "metadata.json"))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  while (isWriting) await pull();
  await writing;
  const effort = new ProcessEffort(Deno.pid);
  while (last < 81) {
    assert(effort.ms < 30_000, `${last} rows`);
    await pull();
  }
  controller.abort();
  await sync;
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test({
  name: "pullBoards() names a board whose metadata.json is no file, and fetches the others",
  ignore: Deno.build.os === "windows", // It has no pipes in folders.
  async fn() {
    using dir = new TempDir();
    const [home, share] = [dir.join("home"), dir.join("share")];
    const ids = ["a_pipe", "a_link", "a_folder", "none", "whole"];
    for (const boardId of ids) {
      const board = new Board({ name: "sent", boardId, baseDir: home, captureOutput: false });
      board.log({ loss: 1 });
      await board.finish();
    }
    await syncBoards(home, share);
    for (const id of ids.slice(0, 4)) Deno.renameSync(`${share}/${id}/metadata.json`, dir.join(id));
    new Deno.Command("mkfifo", { args: [`${share}/a_pipe/metadata.json`] }).outputSync();
    Deno.symlinkSync(dir.join("a_link"), `${share}/a_link/metadata.json`);
    Deno.mkdirSync(`${share}/a_folder/metadata.json`);
    const { pulled, failed } = await pullBoards(share, dir.join("there"));
    assertEquals(pulled, ["whole"]);
    const reasons = Object.fromEntries(failed.map(({ boardId, reason }) => [boardId, reason]));
    assertEquals(Object.keys(reasons), ["a_folder", "a_link", "a_pipe", "none"]);
    assertMatch(reasons["a_pipe"]!, /metadata\.json: expected a regular file, found neither/);
    assertMatch(reasons["a_link"]!, /metadata\.json: expected a regular file, found a link/);
    assertMatch(reasons["a_folder"]!, /metadata\.json: expected a regular file, found a folder/);
    assertMatch(reasons["none"]!, /it has no metadata\.json, or not yet/);
  },
});
