import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Board } from "../../mod.ts";
import { OpenBoards } from "./open_boards.ts";

Deno.test("a method that was taken off its board says how to call it, and records nothing", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "memory" });
  const { log, logTable, finish } = board;
  const methods = Object.entries(Object.getOwnPropertyDescriptors(Board.prototype))
    .filter(([name, { value }]) => typeof value === "function" && name !== "constructor");
  assertEquals(methods.length, 18);
  for (const [name, { value }] of methods) {
    for (const receiver of [undefined, globalThis, {}]) {
      const error = assertThrows(() => value.call(receiver), TypeError);
      assertStringIncludes(error.message, `write board.${name}(…), or pass`);
    }
  }
  assertThrows(() => log({ a: 1 }), TypeError, "board.log.bind(board)");
  assertThrows(() => logTable("t", [{ a: 1 }]), TypeError, "without its board");
  assertThrows(() => finish(), TypeError, "without its board");
  log.call(board, { a: 1 });
  assertEquals(board.currentStep, 0);
});

Deno.test("a status that comes after the board's end is said to have no effect", async () => {
  await using boards = new OpenBoards();
  for (
    const [first, late, says] of [
      [{}, { status: "crashed" }, true],
      [undefined, { error: new Error("late") }, true],
      [{ status: "interrupted" }, { status: "finished" }, true],
      [undefined, { status: "finished" }, false],
      [{ status: "crashed" }, { status: "crashed" }, false],
      [{ status: "crashed" }, undefined, false],
    ] as const
  ) {
    for (const isSync of [false, true]) {
      const board = boards.open({ backend: "memory", boardId: undefined });
      const pending = board.finish(first);
      if (isSync) await pending;
      const printed = await printedBy(async () => {
        if (isSync) board.finishSync(late);
        else await board.finish(late);
      });
      await pending;
      assertEquals(printed.length, says ? 1 : 0, JSON.stringify([first, late, isSync, printed]));
      if (says) assertStringIncludes(printed[0]!, "give status and error with the first call");
    }
  }
  const board = boards.open({ backend: "memory" });
  await board.finish();
  await assertRejects(async () => await board.finish({ status: "late" as "crashed" }), RangeError);
});

/** What is printed to stderr meanwhile. */
async function printedBy(action: () => Promise<void>): Promise<string[]> {
  const { error } = console;
  const printed: string[] = [];
  console.error = (text: string) => void printed.push(text);
  try {
    await action();
  } finally {
    console.error = error;
  }
  return printed;
}
