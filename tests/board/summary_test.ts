import { assertEquals, assertThrows } from "@std/assert";
import { listBoards, openBoard, openBoards, type SummaryRule } from "../../reader/mod.ts";
import { boardsReply } from "../../viewer/protocol/boards.ts";
import { boardField } from "../../cli/boards/board_fields.ts";
import { sortBoards } from "../../cli/boards/sort_boards.ts";
import { boardTable } from "../../cli/boards/board_table.ts";
import { get, viewerOf } from "../viewer/server/support/viewer_client.ts";
import { OpenBoards } from "./open_boards.ts";

const RULES = {
  loss: "min",
  acc: "max",
  lr: "last",
  note: "first",
  ok: "mean",
  never: "max",
  none: "min",
} as const;

Deno.test("summary() counts over all rows, the same for the reader, SQL, lists and the viewer", async () => {
  for (const backend of ["duckdb", "parquet"] as const) {
    await using boards = new OpenBoards();
    const board = boards.open({ boardId: "one", backend });
    board.summary({ ...RULES, lr: "first" });
    board.summary({ lr: "last" }); // The last word holds.
    const losses: number[] = [];
    let seed = 7;
    for (let i = 0; i < 3000; i++) {
      seed = (seed * 48271) % 2147483647;
      const loss = i % 10 === 0 ? NaN : i % 11 === 0 ? -Infinity : seed / 2147483647;
      losses.push(loss);
      board.log({ loss, acc: -loss, ok: i % 3 === 0, note: `note ${i}`, none: NaN });
    }
    board.log({ lr: NaN });
    board.summarize({ bestEpoch: 3, label: "good" });
    board.summarize({ bestEpoch: 4, never: undefined });
    await board.flush();
    const finite = losses.filter(Number.isFinite);
    const wanted = {
      loss: Math.min(...finite),
      acc: Math.max(...finite.map((loss) => -loss)),
      lr: NaN,
      note: "note 0",
      ok: 1000 / 3000,
      never: null,
      none: null,
      bestEpoch: 4,
      label: "good",
    };
    const two = boards.open({ boardId: "two", backend });
    two.log({ loss: 1 });
    // A process cannot read the DuckDB file that it writes.
    if (backend === "duckdb") await Promise.all([board.finish(), two.finish()]);

    await using reader = await openBoard(board.boardDir);
    assertEquals(await reader.summary(), wanted);
    assertEquals((await reader.overview()).summary, wanted);
    await using all = await openBoards(boards.dir.path);
    const columns = Object.keys(wanted).map((name) => `"summary.${name}"`);
    const { rows } = await all.sql(`SELECT ${columns} FROM runs ORDER BY board_id`);
    assertEquals(rows, [Object.values(wanted), columns.map(() => null)]);
    const types = await all.sql(`DESCRIBE FROM runs`);
    const typeOf = (name: string) =>
      types.rows.find(([column]) => column === `summary.${name}`)?.[1];
    assertEquals([typeOf("loss"), typeOf("label"), typeOf("bestEpoch")], [
      ...["DOUBLE", "VARCHAR", "DOUBLE"],
    ]);
    const listed = await listBoards(boards.dir.path);
    assertEquals(listed.map(({ summary }) => summary), [{}, wanted]);
    await using viewer = viewerOf(boards.dir.path);
    for (let again = 0; again < 50; again++) {
      const reply = await get(viewer, "/api/boards", boardsReply);
      if (reply.boards.some(({ pending }) => pending)) continue;
      assertEquals(reply.boards.map(({ summary }) => summary), [{}, { ...wanted, lr: "NaN" }]);
      break;
    }
  }
});

Deno.test("summary() and summarize() refuse what is none, and name what there is", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const summary = (rules: unknown) => board.summary(rules as Record<string, SummaryRule>);
  const summarize = (values: unknown) => board.summarize(values as Record<string, number>);
  const cases: [() => void, string][] = [
    [
      () => summary({ loss: "best" }),
      'expected one of min, max, mean, first, last for "loss", received the string "best"',
    ],
    [() => summary({ loss: 1 }), "expected one of min, max, mean, first, last"],
    [() => summary("loss"), "expected an object with rules by metric"],
    [() => Object.assign(board.summary, { best: 3 }), "not extensible"], // run.summary["best"] = 3
    [() => summarize({ best: [1] }), 'for "best", received an array of 1'],
    [() => summarize({ best: () => 1 }), 'for "best", received a function'],
    [
      () => summarize(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`v${i}`, i]))),
      "at most 1000 names, received 1001",
    ],
  ];
  cases.push(
    [() => summary(new Map([["loss", "min"]])), "expected an object with rules by metric"],
    [() => summarize(new Map([["best", 1]])), "expected an object with values by name"],
    // Readers would refuse a `metadata.json` with it.
    [() => summarize({ report: "x".repeat(2 ** 18) }), "at most 262144 characters in all"],
    [() => summary({ ["x".repeat(2 ** 18)]: "min" }), "at most 262144 characters in all"],
  );
  for (const [call, message] of cases) assertThrows(call, Error, message);
  await board.finish();
  assertEquals("summary" in boards.metadata(board), false);
  assertThrows(() => board.summary({ loss: "min" }), Error, "Cannot call summary()");
});

Deno.test("a resumed board keeps what counts, and finish() names what was never logged", async () => {
  await using boards = new OpenBoards();
  const first = boards.open({ boardId: "one" });
  first.summary({ "val/acuracy": "max" });
  first.log({ "val/accuracy": 0.5 });
  const printed: string[] = [];
  const { error } = console;
  console.error = (text: string) => void printed.push(text);
  try {
    await first.finish();
  } finally {
    console.error = error;
  }
  assertEquals(
    printed.join().includes('"val/acuracy", which was never logged; is it "val/acc'),
    true,
  );
  const second = boards.open({ boardId: "one" });
  second.summary({ "val/accuracy": "max" });
  second.summarize({ "val/acuracy": 0 });
  second.log({ "val/accuracy": 0.25 });
  await second.finish();
  await using reader = await openBoard(second.boardDir);
  assertEquals(await reader.summary(), { "val/accuracy": 0.5, "val/acuracy": 0 });
});

Deno.test("kobo list sorts by what counts, by the config and by columns", async () => {
  await using boards = new OpenBoards();
  for (const [boardId, acc, lr] of [["a", 0.5, 0.1], ["b", NaN, 10], ["c", 0.75, 2]] as const) {
    const board = boards.open({ boardId, config: { optimizer: { lr } } });
    board.summary({ acc: "last" });
    board.log({ acc });
    await board.finish();
  }
  const listed = await listBoards(boards.dir.path);
  const sorted = (by: string, isReversed?: boolean) =>
    sortBoards(listed, boardField(listed, by, "sort by"), isReversed).map(({ boardId }) => boardId)
      .join("");
  assertEquals([sorted("acc"), sorted("acc", true)], ["acb", "cab"]);
  assertEquals([sorted("optimizer.lr"), sorted("config.optimizer.lr", true)], ["acb", "bca"]);
  assertEquals(sorted("started"), "abc");
  const error = assertThrows(() => sorted("ac"), Error);
  assertEquals(error.message, 'Cannot sort by "ac": expected "acc"');
  const table = boardTable(listed);
  assertEquals(/^BOARD +NAME +STATUS +acc +STARTED/.test(table), true, table);
  assertEquals(/^c .* 0\.75 /m.test(table), true, table);
});
