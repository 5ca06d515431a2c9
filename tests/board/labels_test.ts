import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { Board, type BoardOptions } from "../../mod.ts";
import { listBoards, openBoard, openBoards } from "../../reader/mod.ts";
import { labelsOf } from "../../format/run_labels.ts";
import { OpenBoards } from "./open_boards.ts";

Deno.test("a board says what its script says of the run, in all readers", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({
    boardId: "one",
    group: " sweep ",
    rank: 0,
    worldSize: 2,
    tags: ["a", "it's", "a"],
    notes: "first",
  });
  board.log({ loss: 1 });
  board.tag("later", "a");
  board.note("second");
  const wanted = {
    group: "sweep",
    rank: 0,
    tags: ["a", "it's", "later"],
    notes: "first\nsecond",
  };
  const { group, rank, tags, notes } = board;
  assertThrows(() => (tags as string[]).push("lost"), TypeError, "not extensible");
  assertEquals({ group, rank, tags, notes }, wanted);
  await board.flush();
  const { checksum: _, ...stored } = boards.metadata(board);
  assertEquals(labelsOf(stored), { ...wanted, world_size: 2 });
  boards.open({ boardId: "two" }).log({ loss: 2 });

  await using reader = await openBoard(board.boardDir);
  assertEquals(
    [reader.group, reader.rank, reader.worldSize, reader.tags, reader.notes, reader.title],
    ["sweep", 0, 2, wanted.tags, wanted.notes, null],
  );
  const [two, one] = await listBoards(boards.dir.path);
  assertEquals([one?.group, one?.rank, one?.tags, one?.notes, one?.hidden], [
    ...["sweep", 0, wanted.tags, wanted.notes, false],
  ]);
  assertEquals([two?.group, two?.rank, two?.tags, two?.notes], [null, null, [], null]);
  await using all = await openBoards(boards.dir.path);
  const { rows } = await all.sql(
    `SELECT "group", rank, world_size, tags, notes FROM runs ORDER BY board_id`,
  );
  assertEquals(rows, [
    ["sweep", 0, 2, wanted.tags, wanted.notes],
    [null, null, null, [], null],
  ]);
});

Deno.test("a resumed board keeps what was said of it, and gets what is said now", async () => {
  await using boards = new OpenBoards();
  const options = { boardId: "one", group: "g", rank: 3, tags: ["a"], notes: "n" };
  const first = boards.open(options);
  first.tag("b");
  await first.finish();
  const second = boards.open({ boardId: "one" });
  const { group, rank, tags, notes } = second;
  assertEquals({ group, rank, tags, notes }, { group: "g", rank: 3, tags: ["a", "b"], notes: "n" });
  await second.finish();
  const third = boards.open({ boardId: "one", group: "h", tags: ["c"], notes: "new" });
  assertEquals(third.tags, ["a", "b", "c"]);
  await third.finish();
  assertEquals(labelsOf(boards.metadata(third)), {
    group: "h",
    rank: 3,
    world_size: null,
    tags: ["a", "b", "c"],
    notes: "new",
  });
});

Deno.test("what was said of a run survives a damaged metadata.json", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "one", group: "g", tags: ["a"] });
  board.log({ loss: 1 });
  await board.flush();
  board.tag("b");
  await board.flush();
  board.log({ loss: 2 });
  await board.flush();
  // As a kill leaves it, but for a bit that has flipped.
  const dir = boards.dir.join("copies", "one");
  Deno.mkdirSync(join(dir, "data", "journal"), { recursive: true });
  for (const { name } of Deno.readDirSync(join(board.boardDir, "data", "journal"))) {
    if (!name.endsWith(".journal")) continue;
    const path = join("data", "journal", name);
    Deno.copyFileSync(join(board.boardDir, path), join(dir, path));
  }
  Deno.writeTextFileSync(join(dir, "metadata.json"), "{");
  await using reader = await openBoard(dir);
  assertEquals([reader.group, reader.tags], ["g", ["a", "b"]]);
  assertEquals((await reader.extent()).rowCount, 2); // The journal goes on in another segment.
});

Deno.test("what is said all the time makes few journal segments, and loses no row", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "one", flushIntervalMs: 60_000 });
  for (let i = 0; i < 60; i++) {
    board.log({ loss: i });
    board.note(`note ${i}`);
    if (i % 3 === 0) await board.flush();
  }
  await board.flush();
  const segments = [...Deno.readDirSync(join(board.boardDir, "data", "journal"))]
    .filter(({ name }) => name.endsWith(".journal"));
  assertEquals(segments.length > 1 && segments.length <= 18, true, `${segments.length}`);
  assertEquals(String(boards.metadata(board).notes).split("\n").length, 60);
  await using reader = await openBoard(board.boardDir);
  assertEquals([...(await reader.scalars("loss")).y], Array.from({ length: 60 }, (_, i) => i));
});

Deno.test("Board refuses what is no group, rank, tag or note, and says why", async () => {
  await using boards = new OpenBoards();
  const cases: [Record<string, unknown>, string][] = [
    [{ group: "" }, "expected the option group to be a text of 1 to 500 characters"],
    [{ group: 5 }, "received the number 5"],
    [{ group: "x".repeat(501) }, "received 501"],
    [
      { rank: -1 },
      "expected the option rank to be an integer of 0 or more, received the number -1",
    ],
    [{ rank: "0" }, 'received the string "0"'],
    [{ worldSize: 0 }, "expected the option worldSize to be an integer of 1 or more"],
    [{ rank: 2, worldSize: 2 }, "expected the option rank to be below worldSize, 2, received 2"],
    [{ tags: "a" }, 'expected the option tags to be a list, received the string "a"'],
    [{ tags: [""] }, "expected a tag to be a text of 1 to 100 characters"],
    [{ tags: Array.from({ length: 51 }, (_, i) => `${i}`) }, "at most 50 tags, received 51"],
    [{ notes: {} }, "expected the option notes to be a text, received an object"],
    [{ world_size: 2 }, 'expected the option worldSize, received "world_size"'],
    [{ tag: "a" }, 'expected the option tags, received "tag"'],
  ];
  for (const [options, message] of cases) {
    const all = { name: "n", baseDir: boards.dir.path, ...options } as BoardOptions;
    const error = assertThrows(() => new Board(all), Error, message);
    assertEquals(error.message.startsWith("Cannot create a board: "), true, error.message);
  }
  assertEquals([...Deno.readDirSync(boards.dir.path)], []);
  const board = boards.open();
  board.tag("kept");
  assertThrows(() => board.tag("more", ""), TypeError, "Cannot call tag(): expected a tag");
  assertThrows(() => board.note(1 as unknown as string), TypeError, "Cannot call note(): expected");
  assertThrows(() => board.note("x".repeat(20_001)), RangeError, "at most 20000 characters");
  assertEquals([board.tags, board.notes], [["kept"], null]);
  await board.finish();
  assertThrows(() => board.tag("late"), Error, "Cannot call tag()");
});

Deno.test("labelsOf() takes from a stranger's metadata what a script could have written", () => {
  const none = { group: null, rank: null, world_size: null, tags: [], notes: null };
  assertEquals(labelsOf(null), none);
  assertEquals(labelsOf({ group: {}, rank: 1.5, world_size: -1, tags: "x", notes: [] }), none);
  const long = labelsOf({ group: "g".repeat(1000), tags: [...Array(99).keys()].map(String) });
  assertEquals([long.group?.length, long.tags.length], [500, 50]);
  assertEquals(labelsOf({ tags: ["a", 1, "", "a", null] }).tags, ["a"]);
});
