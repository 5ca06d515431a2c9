import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { Histogram, Media, Table } from "../../mod.ts";
import { BoardReadError, type CallOptions, openBoard, QueryError } from "../../reader/mod.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { copyFolder, filesIn } from "../faults/support/copy_folder.ts";
import { HARD_NAMES } from "../support/hard_values.ts";
import { untilJournaled } from "../support/until_journaled.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const image = { data: new Uint8Array(16), width: 4, height: 4 };

for (const backend of BACKENDS) {
  Deno.test(`BoardReader gives back what was logged to ${backend}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, config: { lr: 0.1 }, captureOutput: false });
    const values = [1.5, NaN, Infinity, -Infinity, 1e300];
    for (const [i, value] of values.entries()) {
      if (i === 2) board.step();
      board.log({ value, ok: i % 2 === 0, ...(i === 3 ? { note: "two\nlines 😀" } : {}) });
    }
    board.log({
      picture: new Media(image, { caption: "grey" }),
      table: new Table([{ text: "a", number: -Infinity, yes: true, image: new Media(image) }]),
      counts: new Histogram([1, 2, 3, NaN, Infinity], { bins: 2 }),
    });
    await board.finish();

    await using reader = await openBoard(board.boardDir);
    assertEquals(reader.metadata.config, { lr: 0.1 });
    assertEquals([reader.status, reader.live, reader.problems], ["finished", false, []]);
    assertEquals(await reader.metrics(), [
      {
        name: "value",
        type: "double",
        count: 5,
        lastStep: 4,
        lastValue: 1e300,
        min: 1.5,
        max: 1e300,
      },
      { name: "ok", type: "boolean", count: 5, lastStep: 4, lastValue: true, min: 0, max: 1 },
      {
        name: "note",
        type: "string",
        count: 1,
        lastStep: 3,
        lastValue: "two\nlines 😀",
        min: null,
        max: null,
      },
    ]);
    const scalars = await reader.scalars("value");
    assertEquals([...scalars.y], values);
    assertEquals([...scalars.x], [0, 1, 2, 3, 4]);
    assertEquals([scalars.rowCount, scalars.sampled], [5, false]);
    assertEquals([...(await reader.scalars("ok", { from: 1, to: 3 })).y], [0, 1, 0]);
    const byGlobalStep = await reader.scalars("value", { x: "global_step" });
    assertEquals([...byGlobalStep.x], [0, 0, 0]);
    assertEquals([...byGlobalStep.steps], [2, 3, 4]);
    const { x: times } = await reader.scalars("value", { x: "timestamp" });
    assert(Math.abs(times[0]! - Date.now()) < 600_000);

    const [picture, inTable, ...none] = await reader.media();
    assertEquals(none, []);
    assertEquals([picture!.name, picture!.caption, picture!.width], ["picture", "grey", 4]);
    assertEquals(picture!.path, join(board.boardDir, "media", picture!.filename!));
    assertEquals(Deno.statSync(picture!.path!).size, picture!.sizeBytes);
    assertEquals(inTable!.name, "table");
    assertEquals(await reader.media({ type: "video" }), []);
    assertEquals((await reader.media({ name: "picture", step: 5, limit: 1 })).length, 1);

    const [table] = await reader.tables();
    assertEquals(table!.columns, ["text", "number", "yes", "image"]);
    assertEquals(table!.columnTypes, ["text", "number", "boolean", "media"]);
    assertEquals(table!.rows, [["a", -Infinity, true, { mediaId: picture!.mediaId }]]);
    assertEquals([table!.step, table!.globalStep], [5, 0]);

    const [histogram] = await reader.histograms({ name: "counts" });
    assertEquals([...histogram!.bins], [1, 2, 3]);
    assertEquals([...histogram!.counts], [1, 2]);
    assertEquals([histogram!.count, histogram!.nanCount, histogram!.infCount], [3, 1, 1]);
    assertEquals([histogram!.min, histogram!.mean], [1, 2]);
    assertEquals(await reader.histograms({ from: 6 }), []);
  });

  Deno.test(`BoardReader cancels calls at their time or signal on ${backend}, and goes on`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    board.log({ value: 1, picture: new Media(image), table: new Table([{ a: 1 }]) });
    board.log({ counts: new Histogram([1]) });
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const calls = [
      (options: CallOptions) => reader.scalars("value", options),
      (options: CallOptions) => reader.media({}, options),
      (options: CallOptions) => reader.tables({}, options),
      (options: CallOptions) => reader.histograms({}, options),
    ];
    const late = await assertRejects(() => calls[0]!({ timeoutMs: 1 }), QueryError);
    assertEquals(late.kind, "timeout");
    for (const ask of calls) {
      const gone = await assertRejects(() => ask({ signal: AbortSignal.abort() }), QueryError);
      assertEquals(gone.kind, "cancelled");
    }
    const signal = new AbortController().signal;
    for (const ask of calls) await ask({ signal, timeoutMs: 60_000 });
  });

  Deno.test(`BoardReader takes any metric's name on ${backend}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    const row = Object.fromEntries(HARD_NAMES.map((name, index) => [name, index]));
    for (let i = 0; i < 5; i++) board.log(row);
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    assertEquals((await reader.metrics()).map(({ name }) => name), Object.keys(row));
    for (const [index, name] of HARD_NAMES.entries()) {
      const { y } = await reader.scalars(name, { maxPoints: 2 });
      assertEquals([...y], [index, index], name);
    }
  });

  Deno.test(`BoardReader reads an unfinished board of ${backend}, and writes nothing to it`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, flushIntervalMs: 3_600_000 });
    for (let i = 0; i < 100; i++) board.log({ value: i });
    await board.flush();
    for (let i = 100; i < 150; i++) board.log({ value: i, late: "yes" });
    board.log({ value: 150, counts: new Histogram([1]) });
    await untilJournaled(board);
    const copy = boards.dir.join("copy");
    copyFolder(board.boardDir, copy);
    await board.finish();

    // As a kill leaves it: no lock is held on the copy. And nobody may write to it.
    for (const path of filesIn(copy)) Deno.chmodSync(join(copy, path), 0o444);
    for (const path of ["data/journal", "data", ""]) Deno.chmodSync(join(copy, path), 0o555);
    const state = () => filesIn(copy).map((path) => [path, Deno.statSync(join(copy, path))]);
    const before = state();
    {
      await using reader = await openBoard(copy);
      assertEquals([reader.status, reader.live], ["crashed", false]);
      const { rows } = await reader.sql("SELECT count(*), max(step), count(late) FROM metrics");
      assertEquals(rows, [[151, 150, 50]]);
      assertEquals((await reader.histograms()).map(({ step }) => step), [150]);
      assertEquals(reader.problems, []);
    }
    const withoutAccess = (files: typeof before) =>
      JSON.stringify(files.map(([path, info]) => [path, { ...info as object, atime: null }]));
    assertEquals(withoutAccess(state()), withoutAccess(before));
    for (const path of ["data/journal", "data", ""]) Deno.chmodSync(join(copy, path), 0o755);
  });

  Deno.test(`BoardReader finds the media of a board of ${backend} that was moved`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    board.logImages("image", [image]);
    await board.finish();
    const moved = boards.dir.join("an *other* [place]? 'it is' 100% \"😀\"");
    Deno.renameSync(board.boardDir, moved);
    await using reader = await openBoard(moved);
    const [{ path } = { path: null }] = await reader.media();
    assertEquals(path!.startsWith(moved), true);
    Deno.statSync(path!);
  });
}

Deno.test("BoardReader refuses a DuckDB board that this process writes, and reads a Parquet one", async () => {
  await using boards = new OpenBoards();
  const duckdb = boards.open({ backend: "duckdb" });
  const parquet = boards.open({ backend: "parquet" });
  for (const board of [duckdb, parquet]) {
    for (let i = 0; i < 10; i++) board.log({ value: i });
    await board.flush();
  }
  await using refused = await openBoard(duckdb.boardDir);
  assertEquals([refused.live, refused.status], [true, "running"]);
  const error = await assertRejects(() => refused.sql("FROM metrics"), BoardReadError);
  assert(error.message.includes("this process writes it"), error.message);
  await using read = await openBoard(parquet.boardDir);
  assertEquals((await read.scalars("value")).y.length, 10);
  await duckdb.finish();
  assertEquals((await refused.scalars("value")).y.length, 10);
  assertEquals([refused.live, refused.status], [false, "finished"]);
});

Deno.test("openBoard() says what is no board", async () => {
  await using boards = new OpenBoards();
  const memory = boards.open({ backend: "memory" });
  memory.log({ value: 1 });
  await memory.finish();
  await using reader = await openBoard(memory.boardDir);
  assertEquals(reader.metadata.backend, "memory");
  const error = await assertRejects(() => reader.metrics(), BoardReadError);
  assert(error.message.includes('"memory"'), error.message);

  const file = boards.dir.join("file");
  Deno.writeTextFileSync(file, "");
  const empty = boards.dir.join("empty");
  Deno.mkdirSync(empty);
  for (const path of [file, empty, boards.dir.join("nothing")]) {
    const refused = await assertRejects(() => openBoard(path), BoardReadError);
    assert(refused.message.includes(path), refused.message);
  }
  const folder = await assertRejects(() => openBoard(boards.dir.path), BoardReadError);
  assert(folder.message.endsWith("or all with openBoards()"), folder.message);
  await assertRejects(() => openBoard(memory.boardDir, { busyTimeoutMs: -1 }), RangeError);
  await assertRejects(() => openBoard(memory.boardDir, { memoryLimitBytes: 1 }), RangeError);
});

Deno.test("BoardReader refuses bad input before it reads", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ "train/loss": 1, "train/lr": 0.1, note: "text" });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const near = await assertRejects(() => reader.scalars("train/los"), RangeError);
  assert(near.message.includes('is it "train/loss"'), near.message);
  await assertRejects(() => reader.scalars("step"), RangeError);
  const text = await assertRejects(() => reader.scalars("note"), TypeError);
  assert(text.message.includes("sql()"), text.message);
  for (const maxPoints of [0, -1, 1.5, NaN]) {
    await assertRejects(() => reader.scalars("train/loss", { maxPoints }), RangeError);
  }
  await assertRejects(() => reader.scalars("train/loss", { from: NaN }), RangeError);
  await assertRejects(() => reader.scalars("train/loss", { x: "epoch" as "step" }), RangeError);
  await assertRejects(() => reader.media({ limit: 0 }), RangeError);
  await assertRejects(() => reader.media({ type: "film" as "video" }), RangeError);
  await assertRejects(() => reader.tables({ step: 0.5 }), RangeError);
  await assertRejects(async () => await reader.sql("FROM metrics", [], { maxRows: 0 }), RangeError);
  await assertRejects(
    async () => await reader.sql("FROM metrics", [], { timeoutMs: 0 }),
    RangeError,
  );
  await assertRejects(() => reader.sql("SELECT $a", { b: 1 }), QueryError);
  await reader.close();
  await reader.close();
  await assertRejects(() => reader.metrics(), BoardReadError);
});

Deno.test("BoardReader interrupts a query that is running", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet" });
  board.log({ value: 0 });
  await board.finish();
  const file = join(board.boardDir, "data", "metrics.parquet");
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT range AS step, NULL::BIGINT AS global_step, now()::TIMESTAMP AS timestamp,
       random() AS value FROM range(4000000)) TO '${file}'`,
  );
  connection.closeSync();
  instance.closeSync();
  Deno.removeSync(join(board.boardDir, "file_checksums.json")); // It is of another file.
  await using reader = await openBoard(board.boardDir);
  assertEquals((await reader.scalars("value", { to: 9 })).y.length, 10);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  const gone = await assertRejects(
    () => reader.scalars("value", { signal: stop.signal }),
    QueryError,
  );
  assertEquals(gone.kind, "cancelled");
  assertEquals((await reader.scalars("value", { to: 9 })).y.length, 10);
});
