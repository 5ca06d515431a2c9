import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { rewindBoard } from "../../../board/rewind/rewind_board.ts";
import { undoRewind } from "../../../board/rewind/undo_rewind.ts";
import { keptRowsOf } from "../../../format/kept_rows.ts";
import { type Board, Histogram } from "../../../mod.ts";
import { openBoard, verifyBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../open_boards.ts";

const TABLES = ["metrics", "media", "tables", "histograms", "files", "alerts"] as const;

/** Logs some steps, each with something in every table. */
function logSteps(board: Board, path: string, { from, to, mark }: {
  from: number;
  to: number;
  mark: number;
}): void {
  for (let step = from; step <= to; step++) {
    board.step();
    const image = new Uint8Array(4).fill(mark + step);
    board.log({ mark, loss: step, zero: step % 2 === 0 ? 0 : -0, h: new Histogram([step, mark]) });
    Deno.writeTextFileSync(path, `${mark} ${step}`);
    board.logFile("model", path, { keep: 2 });
    board.alert(`step ${step}`, { level: "info" });
    board.logImages("image", { data: image, width: 2, height: 2 });
    board.logTable("rows", [{ step, mark }]);
  }
}

/** All rows of all tables. */
async function rowsOf(boardDir: string): Promise<Record<string, unknown[][]>> {
  await using reader = await openBoard(boardDir);
  const tables: Record<string, unknown[][]> = {};
  for (const table of TABLES) tables[table] = (await reader.sql(`SELECT * FROM ${table}`)).rows;
  assertEquals(reader.problems, []);
  return tables;
}

/** The rows up to a step; of what belongs to no log call what came before the first later step. */
function upTo(tables: Record<string, unknown[][]>, step: number): Record<string, unknown[][]> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => {
      const later = rows.findIndex(([at]) => Number(at ?? -1) > step);
      return [name, later === -1 ? rows : rows.slice(0, later)];
    }),
  );
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`rewindTo goes on after a row, and keeps those above aside (${backend})`, async () => {
    await using boards = new OpenBoards();
    const path = boards.dir.join("model.pt");
    const options = { backend, boardId: "board", systemMetrics: false };
    const first = boards.open({ ...options, config: { lr: 1 } });
    logSteps(first, path, { from: 0, to: 4, mark: 10 }); // Three log calls each: steps 0 to 14.
    first.summarize({ best: 4 });
    await first.finish();
    const before = await rowsOf(first.boardDir);
    const metadata = boards.metadata(first);

    const second = boards.open({ ...options, rewindTo: { step: 8 }, config: { lr: 2 } });
    assertEquals([second.currentStep, second.globalStep], [8, 2]);
    logSteps(second, path, { from: 3, to: 8, mark: 50 });
    await second.finish();
    const after = await rowsOf(second.boardDir);
    assertEquals(upTo(after, 8), upTo(before, 8));
    assertEquals(after.metrics!.map(([step]) => step), Array.from({ length: 27 }, (_, i) => i));
    assertEquals(boards.metadata(second).summary_values, undefined);
    assertEquals((await verifyBoard(second.boardDir)).damage, []);
    const [kept] = keptRowsOf(second.boardDir);
    assertEquals([kept?.afterStep, kept?.lastStep], [8, 14]);

    // What was logged since is kept aside in turn, and both can come back again and again.
    const undone = await undoRewind(second.boardDir, undefined, () => {});
    assertEquals([undone.step, undone.last_step, undone.undone], [8, 26, kept?.name]);
    assertEquals(await rowsOf(first.boardDir), before);
    const { rewound, resumed_at, paused_ms: __, checksum: _, ...restored } = boards.metadata(first);
    const { checksum: ___, ...original } = metadata;
    assertEquals(restored, original);
    assertEquals([(rewound as unknown[]).length, (resumed_at as unknown[]).length], [2, 1]);
    for (const [, , , , , filename] of before.files!.slice(-2)) {
      assert(Deno.statSync(`${first.boardDir}/files/${filename}`).isFile); // `keep` let none go.
    }
    await undoRewind(second.boardDir, undefined, () => {});
    assertEquals(await rowsOf(first.boardDir), after);
    assertEquals((await verifyBoard(first.boardDir)).damage, []);

    // To the last row of a global step, and once more without a run in between: nothing is kept twice.
    const count = keptRowsOf(first.boardDir).length;
    const done = await rewindBoard(first.boardDir, { globalStep: 4 }, () => {});
    assertEquals([done?.step, done?.last_step], [14, 26]);
    assertEquals(await rewindBoard(first.boardDir, { step: 14 }, () => {}), undefined);
    await undoRewind(first.boardDir, undefined, () => {});
    assertEquals(await rowsOf(first.boardDir), after);
    assertEquals(keptRowsOf(first.boardDir).length, count);
  });
}

Deno.test("rewindTo refuses what it cannot do, and changes nothing", async () => {
  await using boards = new OpenBoards();
  const live = boards.open({ boardId: "live" });
  live.log({ loss: 1 });
  const ended = boards.open({ boardId: "ended" });
  for (let i = 0; i < 3; i++) {
    ended.step();
    ended.log({ loss: i });
  }
  await ended.finish();
  const memory = boards.open({ boardId: "memory", backend: "memory" });
  await memory.finish();
  const before = boards.tree();
  // deno-lint-ignore no-explicit-any -- What a caller without types may give.
  const refused: [any, RegExp][] = [
    [{ boardId: "ended", rewindTo: { step: 3 } }, /Cannot rewind .*ended to step 3: .* 0 to 2/],
    [{ boardId: "ended", rewindTo: { globalStep: 7 } }, /to global step 7: no row.* in 0 to 2/],
    [{ boardId: "ended", rewindTo: { step: -1 } }, /rewindTo.step to be an integer of 0 or more/],
    [{ boardId: "ended", rewindTo: { step: 1, globalStep: 1 } }, /\{ step \} or \{ globalStep \}/],
    [{ boardId: "ended", rewindTo: {} }, /\{ step \} or \{ globalStep \}/],
    [{ boardId: "ended", rewindTo: 1 }, /expected options/],
    [{ boardId: "ended", rewindTo: { global_step: 1 } }, /globalStep/],
    [{ boardId: "ended", rewindTo: { step: 1 }, backend: "duckdb" }, /was written with "parquet"/],
    [{ boardId: "ended", rewindTo: { step: 1 }, forkFrom: { boardId: "x", step: 1 } }, /both/],
    [{ boardId: "live", rewindTo: { step: 0 } }, /another Board/],
    [{ boardId: "none", rewindTo: { step: 0 } }, /none: there is no such board/],
    [{ boardId: "memory", backend: "memory", rewindTo: { step: 0 } }, /the backend duckdb or /],
    [{ rewindTo: { step: 0 } }, /boardId with rewindTo/],
  ];
  for (const [options, message] of refused) {
    const error = assertThrows(() => boards.open(options), Error) as Error;
    assertMatch(error.message, message);
  }
  const without = (tree: Record<string, string>) =>
    Object.fromEntries(Object.entries(tree).filter(([name]) => !/live|writer\.log/.test(name)));
  assertEquals(without(boards.tree()), without(before));
});
