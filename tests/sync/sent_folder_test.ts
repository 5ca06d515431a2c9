import { assertEquals, assertThrows } from "@std/assert";
import { Board } from "../../mod.ts";
import { listBoards, openBoard, openBoards, type TableName } from "../../reader/mod.ts";
import { syncBoards } from "../../sync/mod.ts";
import { logReply } from "../../viewer/protocol/logs.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { get, viewerOf } from "../viewer/server/support/viewer_client.ts";

const TABLES: readonly TableName[] = ["metrics", "media", "tables", "histograms"];

async function tablesOf(boardDir: string): Promise<unknown> {
  await using reader = await openBoard(boardDir);
  const tables: unknown[] = [];
  for (const table of TABLES) {
    const { columns, rows } = await reader.sql(`SELECT * FROM ${table} ORDER BY step`);
    tables.push({ columns, rows });
  }
  return { tables, status: reader.status, live: reader.live };
}

Deno.test("a board that a sync has sent to a folder is read there as at home, while the run goes on and after", async () => {
  using dir = new TempDir();
  const [home, share] = [dir.join("home"), dir.join("share")];
  const options = { name: "sent", boardId: "run", baseDir: home } as const;
  const there = dir.join("share", "run");
  let logged = 0;
  const log = (board: Board, steps: number) => {
    for (let i = 0; i < steps; i++) board.log({ loss: 1 / (1 + logged++) });
    board.logImages("sample", { data: new Uint8Array(16).fill(logged), width: 4, height: 4 });
    board.logTable("table", [{ class: "cat", precision: logged }]);
    console.log(`printed at ${logged} äöü`);
  };
  const isAsAtHome = async () => {
    await syncBoards(home, share);
    assertEquals(await tablesOf(there), await tablesOf(dir.join("home", "run")));
    const [board] = await listBoards(share);
    await using boards = await openBoards(share);
    const { rows } = await boards.sql("SELECT count(*), (SELECT status FROM runs) FROM metrics");
    assertEquals(rows, [[board!.counts!.steps, board!.status]]);
  };
  for (const run of ["first", "second"]) {
    const board = new Board({ ...options, backend: "parquet" });
    for (let round = 0; round < 2; round++) {
      log(board, 3);
      await board.flush();
      await isAsAtHome();
      // Its writer would not see the rows in live/.
      assertThrows(() => new Board({ ...options, baseDir: share }), Error, "kobo pull");
      assertEquals(await tablesOf(there), await tablesOf(dir.join("home", "run")));
    }
    await board.finish();
    await isAsAtHome();
    await using viewer = viewerOf(share);
    const { text } = await get(viewer, "/api/boards/run/logs/output", logReply);
    const written = Deno.readTextFileSync(`${board.boardDir}/logs/output.log`);
    assertEquals(text, written, run);
    const last = await get(viewer, "/api/boards/run/logs/output?offset=-20", logReply);
    assertEquals(written.endsWith(last.text) && last.text.length > 10, true);
  }
});

Deno.test("a board of which a killed sync has left all rows both in data/ and in one piece has each once", async () => {
  using dir = new TempDir();
  const [home, live] = [dir.join("home"), dir.join("share", "run", "live")];
  const options = { name: "sent", boardId: "run", baseDir: home, captureOutput: false };
  const board = new Board({ ...options, backend: "parquet" });
  board.log({ loss: 1 });
  board.logTable("table", [{ class: "cat" }]);
  await board.flush();
  await syncBoards(home, dir.join("share"));
  const pieces = [...Deno.readDirSync(live)].map(({ name }) => `${live}/${name}`)
    .map((path) => [path, Deno.readFileSync(path)] as const);
  await board.finish();
  await syncBoards(home, dir.join("share"));
  // They are the last that goes.
  for (const [path, bytes] of pieces) Deno.writeFileSync(path, bytes);
  assertEquals(pieces.length, 2);
  assertEquals(await tablesOf(dir.join("share", "run")), await tablesOf(board.boardDir));
});
