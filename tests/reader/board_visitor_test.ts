import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { BoardVisitor } from "../../reader/board_visitor.ts";
import { type BoardReader, BoardReadError, openBoard, QueryError } from "../../reader/mod.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { untilJournaled } from "../support/until_journaled.ts";

/** What four calls of a reader give. */
async function readEach(reader: BoardReader) {
  const [metrics, extent] = [await reader.metrics(), await reader.extent()];
  return { metrics, extent, names: await reader.names(), summary: await reader.summary() };
}

/** Boards of both backends with all kinds of rows, finished ones and one with a journal. */
async function openSome(boards: OpenBoards): Promise<string[]> {
  const dirs: string[] = [];
  for (const backend of ["duckdb", "parquet"] as const) {
    for (const kind of ["scalars", "all", "empty"]) {
      const board = boards.open({ backend, boardId: `${kind}_${backend}` });
      for (let step = 0; step < 50; step++) {
        if (kind === "empty") break;
        board.log({ loss: step === 7 ? NaN : 1 / (1 + step), ok: step % 2 === 0, note: `${step}` });
      }
      if (kind === "all") {
        board.summary({ loss: "min" });
        board.logTable("table", [{ a: 1 }]);
        board.logHistogram("weights", [1, 2, 3]);
        board.logImages("image", [{ data: new Uint8Array(4), width: 2, height: 2 }]);
      }
      await board.finish();
      dirs.push(board.boardDir);
    }
  }
  const live = boards.open({ boardId: "live_parquet", flushIntervalMs: 3_600_000 });
  for (let step = 0; step < 9; step++) live.log({ loss: step, late: step });
  live.logTable("table", [{ a: 1 }]);
  await live.flush();
  for (let step = 0; step < 9; step++) live.log({ late: -step });
  await untilJournaled(live);
  dirs.push(live.boardDir);
  return dirs;
}

Deno.test("BoardReader.overview() gives what metrics(), extent(), names() and summary() give", async () => {
  await using boards = new OpenBoards();
  const dirs = await openSome(boards);
  const visitor = new BoardVisitor(boards.dir.path);
  for (const dir of [...dirs, ...dirs]) {
    await using reader = await openBoard(dir);
    const expected = await readEach(await openBoard(dir));
    assertEquals(await reader.overview(), expected, dir);
    assertEquals(await reader.overview(), expected, `${dir}, again`);
    assertEquals(await reader.metrics(), expected.metrics);
    assertEquals(await visitor.visit(dir, (visited) => visited.overview()), expected, dir);
  }
  const { metrics, names } = await visitor.visit(dirs.at(-1)!, (visited) => visited.overview());
  assertEquals(metrics.map(({ name, count }) => [name, count]), [["loss", 9], ["late", 18]]);
  assertEquals(names.map(({ name }) => name), ["table"]);
  await visitor.close();
});

Deno.test("BoardVisitor goes on after boards that cannot be read, and boards that change", async () => {
  await using boards = new OpenBoards();
  const dirs = await openSome(boards);
  const sound = dirs[0]!;
  const visitor = new BoardVisitor(boards.dir.path);
  const stepsOf = (dir: string) =>
    visitor.visit(dir, async (reader) => (await reader.overview()).extent.rowCount);
  assertEquals(await stepsOf(sound), 50);
  const file = join(boards.dir.path, "all_duckdb", "data", "board.duckdb");
  const whole = Deno.readFileSync(file);
  for (const damaged of [whole.slice(0, 5000), whole.slice().fill(9, 8192), new Uint8Array(20)]) {
    Deno.writeFileSync(file, damaged);
    await assertRejects(() => stepsOf(join(boards.dir.path, "all_duckdb")), BoardReadError);
    assertEquals(await stepsOf(sound), 50);
    assertEquals(await stepsOf(join(boards.dir.path, "all_parquet")), 53);
  }
  Deno.writeFileSync(file, whole);
  assertEquals(await stepsOf(join(boards.dir.path, "all_duckdb")), 53);
  await assertRejects(() => stepsOf(join(boards.dir.path, "none")), BoardReadError);
  await assertRejects(
    () => visitor.visit(sound, () => Promise.reject(new Error("the caller's"))),
    Error,
    "the caller's",
  );
  assertEquals(await stepsOf(sound), 50);
  // The user's own queries read no more than the board.
  const other = join(boards.dir.path, "all_parquet", "data", "metrics.parquet");
  await using reader = await openBoard(sound);
  await assertRejects(() => reader.sql(`SELECT * FROM '${other}'`), QueryError);
  await visitor.close();
  assert((await Promise.all([stepsOf(sound), stepsOf(sound)])).every((steps) => steps === 50));
  await visitor.close();
});
