import { assertEquals, assertThrows } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { Board, type BoardOptions } from "../../mod.ts";
import { OpenBoards } from "./open_boards.ts";

/** What is printed to stderr meanwhile. */
async function printedBy(work: () => Promise<void>): Promise<string[]> {
  const printed: string[] = [];
  const { error } = console;
  console.error = (text: string) => void printed.push(text);
  try {
    await work();
  } finally {
    console.error = error;
  }
  return printed;
}

const QUERY = "SELECT step, global_step, level, title, text FROM alerts ORDER BY number";

Deno.test("alert() is a row and a line on stderr, also of a resumed board", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "one" });
  const printed = await printedBy(async () => {
    board.alert("starts", { level: "info" });
    board.step();
    board.log({ loss: 1 });
    board.alert(" too high ", { text: "It is 1.", level: "error" });
    await board.finish();
    const again = boards.open({ boardId: "one" });
    again.alert("goes on");
    await again.finish();
  });
  assertEquals(printed, [
    "kohakuboard: info: starts",
    "kohakuboard: error: too high (step 0): It is 1.",
    "kohakuboard: warn: goes on (step 0)",
  ]);
  await using reader = await openBoard(board.boardDir);
  assertEquals((await reader.sql(QUERY)).rows, [
    [null, null, "info", "starts", null],
    [0, 0, "error", "too high", "It is 1."],
    [0, 0, "warn", "goes on", null],
  ]);
});

Deno.test("alertWhen.nonFinite raises an alert at the first value that is none, once per metric", async () => {
  const cases: [BoardOptions["alertWhen"], string[]][] = [
    [{ nonFinite: "train/loss" }, ["train/loss is NaN"]],
    [{ nonFinite: ["acc", "train/loss", "never"] }, ["acc is -Infinity", "train/loss is NaN"]],
    [{ nonFinite: true }, ["acc is -Infinity", "other is Infinity", "train/loss is NaN"]],
    [{}, []],
    [undefined, []],
  ];
  for (const [alertWhen, wanted] of cases) {
    await using boards = new OpenBoards();
    const board = boards.open({ alertWhen });
    const printed = await printedBy(async () => {
      board.log({ "train/loss": 1, acc: -Infinity, text: "x".repeat(99), ok: true });
      board.log({ other: Infinity, "train/loss": 2 });
      for (let i = 0; i < 10; i++) board.log({ "train/loss": new Float32Array([NaN]), acc: 1 });
      board.log({ "train/loss": 1 });
      board.log({ "train/loss": NaN });
      await board.finish();
    });
    assertEquals(
      printed.map((line) => line.replace(/^kohakuboard: error: | \(step.*$/g, "")),
      wanted,
    );
    await using reader = await openBoard(board.boardDir);
    const { rows } = await reader.sql(QUERY);
    assertEquals(rows.map(([, , , title]) => title), wanted);
    assertEquals(
      rows.find(([, , , title]) => title === "train/loss is NaN")?.[0],
      wanted.length > 0 ? 2 : undefined,
    );
    assertEquals((await reader.extent()).rowCount, 14);
  }
});

Deno.test("alert() and alertWhen refuse what is none", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  // deno-lint-ignore no-explicit-any -- as a script in JavaScript calls them
  const open = (alertWhen: any) => new Board({ name: "n", baseDir: boards.dir.path, alertWhen });
  // deno-lint-ignore no-explicit-any -- as above
  const alert = (...args: any[]) => (board.alert as (...args: any[]) => void).apply(board, args);
  const cases: [() => unknown, string][] = [
    [() => alert(""), "Cannot call alert(): expected a title that is not empty"],
    [() => alert(new Error("x")), "received an Error"],
    [() => alert("x".repeat(501)), "a title of at most 500 characters, received 501"],
    [() => alert("x", { levels: "info" }), 'expected the option level, received "levels"'],
    [
      () => alert("x", { level: "fatal" }),
      '"info", "warn" or "error", received the string "fatal"',
    ],
    [() => alert("x", { text: 1 }), "expected the option text to be a text, received the number 1"],
    [() => alert("x", "info"), "expected options, as { text, level }, received the string"],
    [() => open({ non_finite: "a" }), 'the option nonFinite, received "non_finite"'],
    [() => open("nan"), "Cannot create a board: expected options"],
    [() => open({ nonFinite: false }), "a list of names or true, received the boolean false"],
    [() => open({ nonFinite: [""] }), "a list of names or true, received an array of 1"],
  ];
  for (const [call, message] of cases) {
    const error = assertThrows(call, Error);
    assertEquals(error.message.includes(message), true, error.message);
  }
  await board.finish();
  assertThrows(() => board.alert("late"), Error, "Cannot call alert()");
  await using reader = await openBoard(board.boardDir);
  assertEquals((await reader.sql("FROM alerts")).rows, []);
});
