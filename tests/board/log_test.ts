import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { HARD_NAMES, hardValues } from "../support/hard_values.ts";
import { type CellValue, contentOf, rowsOf } from "../support/table_content.ts";
import { column, OpenBoards } from "./open_boards.ts";
import { Board, BoardClosedError, type Scalar } from "../../mod.ts";

Deno.test("Board.log() takes one step when it is given no value at all", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({});
  board.log({ loss: null, note: undefined });
  board.log({ loss: "a text" });
  await board.finish();
  const content = await boards.read(board);
  assertEquals(content.cells[0], [0n, 1n, 2n]);
  assertEquals(content.columns.slice(3), [{ name: "loss", type: "string" }]);
});

Deno.test("Board.log() takes a plain object without a constructor, and one with a metric of that name", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log(Object.assign(Object.create(null), { loss: 1 }));
  const values: Record<string, number> = { loss: 2, constructor: 3 };
  board.log(values);
  const map = Object.assign(new Map(), { constructor: 4 });
  assertThrows(() => board.log(map as never), TypeError, "expected a plain object");
  await board.finish();
  const content = await boards.read(board);
  assertEquals(column(content, "loss"), [1, 2]);
  assertEquals(column(content, "constructor"), [null, 3]);
});

Deno.test("Board.log() takes a tensor of one element for its value", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const tensors: [value: Scalar, cell: CellValue][] = [
    [Float32Array.of(0.1), Math.fround(0.1)],
    [Float64Array.of(-0), -0],
    [Int8Array.of(-1), -1],
    [Uint8Array.of(255), 255],
    [BigInt64Array.of(-5n), -5],
    [BigUint64Array.of(2n ** 53n), 2 ** 53],
    [{ dataSync: () => Float32Array.of(0.5) }, 0.5],
    [{ dataSync: () => [7] }, 7],
    [{ dataSync: () => ["text"] }, "text"],
    [{ dataSync: () => Uint8Array.of(1), dtype: "bool" } as Scalar, true],
    [{ item: () => 1.5 }, 1.5],
    [{ data: Float32Array.of(1, 2, 3), shape: [1], stride: [1], offset: 2 } as Scalar, 3],
    [{ data: Float32Array.of(1, 2, 3), shape: [], stride: [], offset: 1 } as Scalar, 2],
    [{ item: () => 3n }, 3],
    [{ item: () => true }, true],
    [{ data: [2.5] }, 2.5],
    [{ data: Float32Array.of(0.25) }, 0.25],
    [{ data: BigInt64Array.of(9n) }, 9],
    [{ data: Uint8Array.of(0), type: "bool" } as Scalar, false],
    [{ data: Uint16Array.of(0x3c00), dims: [1], type: "float16" } as Scalar, 1],
    [-(2n ** 53n), -(2 ** 53)],
    [2n ** 53n, 2 ** 53],
  ];
  board.log(Object.fromEntries(tensors.map(([value], index) => [`t${index}`, value])));
  await board.finish();
  const { cells } = await boards.read(board);
  for (const [index, [, cell]] of tensors.entries()) assertEquals(cells[3 + index], [cell]);
});

Deno.test("Board.log() takes values that are typed as unknown, and checks them", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "memory" });
  const values: Record<string, unknown> = { loss: 0.5 };
  board.log(values);
  const wrong: Record<string, unknown> = { loss: [1, 2] };
  assertThrows(() => board.log(wrong), TypeError, "an array of 2");
  assertEquals(board.currentStep, 0);
});

Deno.test("Board.log() takes every name that is not reserved", async () => {
  await using boards = new OpenBoards();
  for (const backend of ["duckdb", "parquet"] as const) {
    const board = boards.open({ backend });
    const values = Object.fromEntries(HARD_NAMES.map((name, index) => [name, index]));
    const fromJson = JSON.parse('{"__proto__": 6, "hasOwnProperty": 1}');
    delete values["__proto__"];
    board.log(values);
    board.log(fromJson);
    await board.finish();
    const [first, second] = rowsOf(await boards.read(board));
    for (const [index, name] of HARD_NAMES.entries()) {
      if (name !== "__proto__") assertEquals(first!.get(name), index, name.slice(0, 20));
    }
    assertEquals([second!.get("__proto__"), second!.get("hasOwnProperty")], [6, 1]);
  }
});

Deno.test("Board.log() keeps values of every kind as they are", async () => {
  await using boards = new OpenBoards();
  const hard = contentOf([hardValues(true)]);
  const rows = rowsOf(hard).map((row) =>
    Object.fromEntries(
      ["double", "string", "boolean"].filter((name) => row.has(name))
        .map((name) => [name, row.get(name) as Scalar]),
    )
  );
  for (const backend of ["duckdb", "parquet"] as const) {
    const board = boards.open({ backend });
    for (const row of rows) board.log(row);
    await board.finish();
    const content = await boards.read(board);
    for (const name of ["double", "string", "boolean"]) {
      assertEquals(column(content, name), column(hard, name), name);
    }
  }
});

Deno.test("Board.log() leaves out only the bad value when onInvalid is warn", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ onInvalid: "warn" });
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (message: string) => warnings.push(message);
  try {
    board.log({ loss: 1, bad: {} as Scalar, step: 5, also: "kept" });
    board.log({ loss: "a text", bad: [] as never, also: "kept", Also: "twin" });
    board.log({ loss: 2, bad: 0.5 });
    board.log({ bad: "a text" });
    board.log({ "": 1 });
    assertThrows(() => board.log(5 as never), TypeError);
  } finally {
    console.warn = warn;
  }
  assertEquals(board.currentStep, 4);
  assertEquals(warnings.length, 5, warnings.join("\n")); // bad, step, loss, Also and "".
  for (const name of ["bad", "step", "loss", "Also", ""]) {
    assertEquals(warnings.filter((text) => text.includes(`log "${name}"`)).length, 1, name);
  }
  await board.finish();
  assertThrows(() => board.log({ loss: 1 }), BoardClosedError);
  const content = await boards.read(board);
  assertEquals(content.columns.slice(3).map(({ name }) => name), ["loss", "also", "bad"]);
  assertEquals(column(content, "loss"), [1, null, 2, null, null]);
  assertEquals(column(content, "also"), ["kept", "kept", null, null, null]);
  assertEquals(column(content, "bad"), [null, null, 0.5, null, null]);
});

Deno.test("Board.step() counts the global step on, and refuses what is no positive integer", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  assertEquals(board.globalStep, null);
  board.log({ m: 0 });
  for (const increment of [0, -1, 0.5, NaN, Infinity, 2 ** 53, "1", null, {}, 1n, Symbol()]) {
    assertThrows(() => board.step(increment as never), RangeError, "positive integer");
  }
  assertEquals(board.globalStep, null);
  board.step();
  board.log({ m: 1 });
  board.log({ m: 2 });
  board.step(10);
  assertEquals(board.globalStep, 10);
  assertThrows(() => board.step(2 ** 53 - 1), RangeError, "at most 2^53 - 1");
  board.log({ m: 3 });
  await board.finish();
  assertThrows(() => board.step(), BoardClosedError, "step()");
  assertEquals((await boards.read(board)).cells[1], [null, 0n, 0n, 10n]);
});

Deno.test("Board.log() stamps rows with the time, in UTC, that never falls in a run", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const before = BigInt(Date.now()) * 1000n;
  for (let i = 0; i < 100; i++) board.log({ m: i });
  const after = BigInt(Date.now()) * 1000n;
  await board.finish();
  const stamps = (await boards.read(board)).cells[2] as bigint[];
  assert(before <= stamps[0]! && stamps[99]! <= after);
  assertEquals(stamps, stamps.toSorted());
});

Deno.test("BoardClosedError is thrown by every call when the board is finished", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ name: "done" });
  await board.finish();
  for (const call of ["log", "step", "flushSync"] as const) {
    const error = assertThrows(() => board[call]({} as never), BoardClosedError, '"done"');
    assertEquals(error.name, "BoardClosedError");
    assert(error.message.includes(`${call}()`), error.message);
  }
  assertInstanceOf(await board.flush().catch((error) => error), BoardClosedError);
  assertInstanceOf(board, Board);
});
