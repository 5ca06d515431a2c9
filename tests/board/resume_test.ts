import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { column, OpenBoards } from "./open_boards.ts";
import { PipedText } from "../../testing/piped_text.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { BoardLock } from "../../format/board_lock.ts";
import { BoardLockedError } from "../../mod.ts";
import { listBoards, verifyBoard } from "../../reader/mod.ts";
import { durationMs } from "../../cli/boards/duration_ms.ts";

const MOD = new URL("../../mod.ts", import.meta.url).href;
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`new Board() resumes a board of ${backend} three times in one run of steps`, async () => {
    await using boards = new OpenBoards();
    const options = { boardId: "run", systemMetrics: false };
    const first = boards.open({ ...options, backend, name: "first", config: { lr: 1 } });
    first.step();
    for (let step = 0; step < 10; step++) first.log({ loss: step, note: `${step}`, ok: true });
    await first.finish();
    const { created_at } = boards.metadata(first);
    for (let resume = 1; resume <= 3; resume++) {
      const board = boards.open({ ...options, backend: resume === 2 ? undefined : backend });
      assertEquals([board.currentStep, board.globalStep], [10 * resume - 1, resume - 1]);
      assertEquals([board.backend, board.config], [backend, { lr: 1 }]);
      assertThrows(() => board.log({ loss: "a text" }), TypeError, "expected a number");
      assertThrows(() => board.log({ note: 1 }), TypeError, "expected a string");
      assertThrows(() => board.log({ ok: 1 }), TypeError, "expected a boolean");
      assertThrows(() => board.log({ LOSS: 1 }), RangeError, '"loss"');
      board.step();
      for (let step = 0; step < 5; step++) board.log({ loss: step, [`run ${resume}`]: step });
      await board.flush();
      for (let step = 0; step < 5; step++) board.log({ loss: step, note: "again" });
      await board.finish();
      const metadata = boards.metadata(board);
      assertEquals([metadata.created_at, metadata.status], [created_at, "finished"]);
      const times = metadata.resumed_at as string[];
      assertEquals(times.length, resume);
      assert(times.every((time, i) => i === 0 || time >= times[i - 1]!), times.join());
    }
    const content = await boards.read(first);
    assertEquals(content.cells[0], Array.from({ length: 40 }, (_, step) => BigInt(step)));
    assertEquals(
      content.cells[1],
      Array.from({ length: 40 }, (_, step) => BigInt(Math.floor(step / 10))),
    );
    assertEquals(
      content.columns.slice(3).map(({ name }) => name),
      ["loss", "note", "ok", "run 1", "run 2", "run 3"],
    );
    const late = column(content, "run 3");
    assertEquals(late, [...Array(30).fill(null), 0, 1, 2, 3, 4, ...Array(5).fill(null)]);
    const names = [...Deno.readDirSync(join(first.boardDir, "data"))].map(({ name }) => name);
    assertEquals(names, [backend === "duckdb" ? "board.duckdb" : "metrics.parquet"]);
  });

  Deno.test(`a resumed board of ${backend} took the time of its runs, not of the pauses`, async () => {
    await using boards = new OpenBoards();
    const hour = 3_600_000;
    const { now } = Date;
    const runFor = async (from: number, to: number) => {
      Date.now = () => from * hour;
      const board = boards.open({ backend, boardId: "run", name: "run", systemMetrics: false });
      board.log({ loss: 1 });
      Date.now = () => to * hour;
      await board.finish();
      return board;
    };
    try {
      await runFor(100, 102);
      assertEquals(boards.metadata(await runFor(126, 127)).paused_ms, 24 * hour);
      const board = await runFor(130, 134);
      assertEquals(boards.metadata(board).paused_ms, 27 * hour);
      const [summary] = await listBoards(boards.dir.path);
      assertEquals(durationMs(summary!), 7 * hour);
    } finally {
      Date.now = now;
    }
  });

  Deno.test(`new Board() refuses a file in ${backend}'s place that is none of its own`, async () => {
    await using boards = new OpenBoards();
    const name = backend === "duckdb" ? "board.duckdb" : "metrics.parquet";
    for (const text of ["", "my notes", "x".repeat(100_000)]) {
      Deno.mkdirSync(boards.dir.join("run", "data"), { recursive: true });
      Deno.writeTextFileSync(boards.dir.join("run", "data", name), text);
      const before = boards.tree();
      const error = assertThrows(() => boards.open({ boardId: "run", backend }), Error);
      assert(error.message.includes(boards.dir.join("run", "data", name)), error.message);
      assert(error.message.includes("move it away"), error.message);
      assertEquals(boards.tree(), before);
    }
  });
}

Deno.test("new Board() refuses another backend than the board was written with", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "run" });
  board.log({ loss: 1 });
  await board.finish();
  const before = boards.tree();
  for (const backend of ["duckdb", "memory", new URL("file:///backend.ts")] as const) {
    assertThrows(() => boards.open({ boardId: "run", backend }), Error, '"parquet"');
  }
  assertEquals(boards.tree(), before);
});

Deno.test("new Board() refuses a folder whose metadata it cannot go on from", async () => {
  await using boards = new OpenBoards();
  Deno.mkdirSync(boards.dir.join("run"));
  const cases = [
    ['{"format_version": 2, "name": "x", "backend": "parquet"}', "update it"],
    ['{"format_version": 99}', "format version 99"],
    ["{", "not JSON"],
    ["", "not JSON"],
    ["null", "metadata.json"],
    ["[]", "metadata.json"],
    ["5", "metadata.json"],
    ["{}", "metadata.json"],
    ['{"format_version": "1"}', "metadata.json"],
  ];
  for (const [text, has] of cases) {
    Deno.writeTextFileSync(boards.dir.join("run", "metadata.json"), text!);
    const before = boards.tree();
    const error = assertThrows(() => boards.open({ boardId: "run" }), Error, has, text);
    assert(!(error instanceof TypeError), `${error}`);
    assertEquals(boards.tree(), before);
  }
});

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`new Board() goes on only from files that are as they were written (${backend})`, async () => {
    await using boards = new OpenBoards();
    const boardId = "run";
    const first = boards.open({ boardId, backend });
    for (let i = 0; i < 100; i++) first.log({ loss: i / 3 });
    await first.finish();
    const file = backend === "duckdb" ? "board.duckdb" : "metrics.parquet";
    const path = join(first.boardDir, "data", file);
    const list = join(first.boardDir, "file_checksums.json");
    const sound = Deno.readFileSync(path);
    const flipped = sound.slice();
    flipped[Math.floor(sound.length / 2)]! ^= 1;
    Deno.writeFileSync(path, flipped);
    const before = boards.tree();
    const message = `its data/${file} is not as it was written: damaged in bytes `;
    assertThrows(() => boards.open({ boardId, backend }), Error, message);
    assertEquals(boards.tree(), before);

    Deno.writeFileSync(path, sound);
    const second = boards.open({ boardId, backend });
    assertEquals(Deno.statSync(list).isFile, true);
    for (let i = 0; i < 100; i++) second.log({ loss: i / 3 });
    await second.flush();
    assertEquals(
      [...Deno.readDirSync(first.boardDir)].some(({ name }) => name === "file_checksums.json"),
      false,
    );
    await second.finish();
    const { intact, unchecked } = await verifyBoard(first.boardDir);
    assertEquals([intact, unchecked], [true, []]);

    Deno.writeTextFileSync(list, "{"); // A list that is damaged itself says nothing of the files.
    const third = boards.open({ boardId, backend });
    third.log({ loss: 1 });
    await third.finish();
    assertEquals((await verifyBoard(first.boardDir)).intact, true);
    assertEquals((await boards.read(third)).cells[3]?.length, 201);
  });
}

Deno.test("new Board() refuses a folder in which data is a file", async () => {
  await using boards = new OpenBoards();
  Deno.mkdirSync(boards.dir.join("run"));
  Deno.writeTextFileSync(boards.dir.join("run", "data"), "mine");
  const before = boards.tree();
  for (const backend of ["duckdb", "parquet"] as const) {
    assertThrows(
      () => boards.open({ boardId: "run", backend }),
      Error,
      boards.dir.join("run", "data"),
    );
  }
  assertEquals(boards.tree(), before);
});

Deno.test("new Board() takes up an empty folder as a new board", async () => {
  await using boards = new OpenBoards();
  Deno.mkdirSync(boards.dir.join("run"));
  const board = boards.open({ boardId: "run", backend: "duckdb" });
  assertEquals(board.currentStep, -1);
  board.log({ loss: 1 });
  await board.finish();
  assertEquals((await boards.read(board)).cells[3], [1]);
});

Deno.test("new Board() refuses a folder that a board of this process writes", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "run" });
  board.log({ loss: 1 });
  Deno.mkdirSync(boards.dir.join("other"));
  Deno.symlinkSync(boards.dir.path, boards.dir.join("other", "link"));
  Deno.symlinkSync(boards.dir.join("run"), boards.dir.join("other", "alias"));
  const spellings = [
    { boardId: "run" },
    { boardId: "run", baseDir: `${boards.dir.path}/other/..` },
    { boardId: "run", baseDir: `${boards.dir.path}//.` },
    { boardId: "run", baseDir: boards.dir.join("other", "link") },
    { boardId: "alias", baseDir: boards.dir.join("other") },
  ];
  for (const spelling of spellings) {
    const error = assertThrows(() => boards.open(spelling), BoardLockedError, "another boardId");
    assertEquals(error.name, "BoardLockedError");
  }
  board.log({ loss: 2 });
  await board.finish();
  assertEquals((await boards.read(board)).cells[3], [1, 2]);
  for (const spelling of spellings) {
    const resumed = boards.open(spelling);
    assertEquals(resumed.currentStep, 1);
    await resumed.finish();
  }
});

Deno.test("new Board() refuses a folder that another process writes, until that has ended", async () => {
  await using boards = new OpenBoards();
  const script = `
    import { Board } from ${JSON.stringify(MOD)};
    const options = { name: "child", boardId: "run", baseDir: Deno.args[0], backend: "parquet" };
    try {
      const board = new Board(options);
      board.log({ loss: 1 });
      console.log("open");
      await Deno.stdin.read(new Uint8Array(1));
      await board.finish();
    } catch (error) {
      console.log(error.name);
    }
  `;
  const path = boards.dir.join("child.ts");
  Deno.writeTextFileSync(path, script);
  const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
  const start = () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", config, path, boards.dir.path],
      stdin: "piped",
      stdout: "piped",
    }).spawn();

  const child = start();
  const output = new PipedText(child.stdout);
  assertEquals(await output.line(), "open");
  assertThrows(() => boards.open({ boardId: "run" }), BoardLockedError);
  await child.stdin.close();
  assertEquals(await output.line(), undefined);
  await child.status;

  const board = boards.open({ boardId: "run" });
  assertEquals(board.currentStep, 0);
  const refused = start();
  await refused.stdin.close();
  assertEquals(new TextDecoder().decode((await refused.output()).stdout), "BoardLockedError\n");
  board.log({ loss: 2 });
  await board.finish();
  assertEquals((await boards.read(board)).cells[3], [1, 2]);
});

Deno.test("new Board() is not refused for a reader that asks whether the board is live", async () => {
  using dir = new TempDir();
  const script = `
    import { isLive } from ${JSON.stringify(new URL("../../format/live.ts", import.meta.url).href)};
    console.log("asking");
    for (;;) isLive(Deno.args[0]);`;
  await Deno.writeTextFile(dir.join("ask.ts"), script);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", CONFIG, dir.join("ask.ts"), dir.path],
    stdout: "piped",
  }).spawn();
  const output = child.stdout.getReader();
  await output.read();
  for (let i = 0; i < 100; i++) {
    await Deno.writeTextFile(dir.join(".lock"), ""); // As a run leaves it that was killed.
    new BoardLock(dir.path).release();
  }
  child.kill("SIGKILL");
  await child.status;
  await output.cancel();
});
