// deno-lint-ignore-file no-explicit-any -- what the types forbid
import { assert, assertEquals, assertThrows } from "@std/assert";
import { column, OpenBoards } from "./open_boards.ts";
import { Histogram, Media, type Scalar, Table } from "../../mod.ts";

type ErrorClass = typeof TypeError | typeof RangeError;

/** Values that no metric takes: the error's class, and how its message says what came. */
const BAD_VALUES: readonly [value: unknown, ErrorClass, says: string][] = [
  [{}, TypeError, "an object"],
  [{ a: 1 }, TypeError, "an object"],
  [[], TypeError, "an array of 0"],
  [[1], TypeError, "an array of 1"],
  [[1, 2], TypeError, "an array of 2; many values are a new Histogram(…)"],
  [[new Media("a.png")], TypeError, ", […])"],
  [() => 1, TypeError, "a function"],
  [Symbol("s"), TypeError, "a symbol"],
  [new Date(0), TypeError, "a Date"],
  [new Map(), TypeError, "a Map"],
  [Promise.resolve(1), TypeError, "a Promise"],
  [new Error("e"), TypeError, "an Error"],
  [new Number(1), TypeError, "a Number"],
  [Object.create(null), TypeError, "an object"],
  [new ArrayBuffer(8), TypeError, "an ArrayBuffer"],
  [new DataView(new ArrayBuffer(8)), TypeError, "a DataView"],
  [2n ** 53n + 1n, RangeError, "the bigint 9007199254740993n"],
  [-(2n ** 53n) - 1n, RangeError, "the bigint -9007199254740993n"],
  [10n ** 400n, RangeError, "the bigint 1000"],
  [BigInt64Array.of(2n ** 62n), RangeError, "the bigint 4611686018427387904n"],
  [new Float32Array(0), RangeError, "a Float32Array of 0"],
  [Float32Array.of(1, 2), RangeError, "a Float32Array of 2; many values are a new Histogram(…)"],
  [
    { dataSync: () => Float32Array.of(1, 2) },
    RangeError,
    "an object of 2 elements; many values are a new Histogram(…)",
  ],
  [{ data: [1, 2, 3] }, RangeError, "an object of 3 elements; many values are a new Histogram(…)"],
  [{ data: [] }, RangeError, "an object of 0 elements"],
  [{ data: "text" }, TypeError, "an object"],
  [{ data: [[1]] }, TypeError, "an object"],
  [{ item: () => ({}) }, TypeError, "an object"],
  [{ item: () => null }, TypeError, "an object"],
  [{ item: 5 }, TypeError, "an object"],
  [
    {
      dataSync() {
        throw new Error("Tensor is disposed");
      },
    },
    TypeError,
    "an object",
  ],
];

/** Names that no metric has, and what the error says of them. */
const BAD_NAMES: readonly [name: string, ErrorClass, says: string][] = [
  ["", TypeError, '""'],
  ["a\0b", TypeError, '"a\\u0000b"'],
  ["\ud800", TypeError, '"\\ud800"'],
  ["a\udc00b", TypeError, '"a\\udc00b"'],
  ["step", RangeError, '"step"'],
  ["global_step", RangeError, '"global_step"'],
  ["timestamp", RangeError, '"timestamp"'],
  ["Step", RangeError, '"Step"'],
  ["TIMESTAMP", RangeError, '"TIMESTAMP"'],
  ["LOSS", RangeError, '"LOSS"'],
  ["Loss", RangeError, '"loss"'],
];

Deno.test("Board.log() refuses a value that no metric takes, and records nothing of the call", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ loss: 1, text: "a" });
  for (const [value, ErrorClass, says] of BAD_VALUES) {
    for (const name of ["bad", "loss", "text"]) {
      const values = { before: 1, text: "refused", loss: 2, [name]: value, after: 1 };
      const error = assertThrows(() => board.log(values as never), ErrorClass);
      assert(error.message.includes(`"${name}"`), error.message);
      assert(error.message.includes(says), `${error.message} should say ${says}`);
      assertEquals(board.currentStep, 0);
    }
  }
  board.log({ loss: 3, bad: "now good", text: "b" });
  assertEquals(board.currentStep, 1);
  await board.finish();
  const content = await boards.read(board);
  assertEquals(content.columns.slice(3).map(({ name }) => name), ["loss", "text", "bad"]);
  assertEquals(content.cells[0], [0n, 1n]);
  assertEquals(content.cells.slice(3), [[1, 3], ["a", "b"], [null, "now good"]]);
});

Deno.test("Board.log() refuses a name that no metric has, and records nothing of the call", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ loss: 1 });
  for (const [name, ErrorClass, says] of BAD_NAMES) {
    const error = assertThrows(() => board.log({ before: true, [name]: 1 }), ErrorClass);
    assert(error.message.includes(says), `${error.message} should say ${says}`);
    assertEquals(board.currentStep, 0);
  }
  board.log({ before: "a text after all" });
  await board.finish();
  const content = await boards.read(board);
  assertEquals(content.columns.slice(3).map(({ name }) => name), ["loss", "before"]);
  assertEquals(content.cells[0], [0n, 1n]);
});

Deno.test("Board.log() refuses two names in one call that differ only in case", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const error = assertThrows(() => board.log({ acc: 1, Acc: 2 }), RangeError, '"Acc"');
  assert(error.message.includes('"acc"'), error.message);
  board.log({ Acc: 1 });
  assertThrows(() => board.log({ acc: 1 }), RangeError, '"acc"');
  await board.finish();
  assertEquals((await boards.read(board)).columns.slice(3), [{ name: "Acc", type: "double" }]);
});

Deno.test("Board.log() refuses another type than a metric's first", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const good: Record<string, Scalar> = { number: 1, string: "a", boolean: true };
  board.log(good);
  for (const metric of Object.keys(good)) {
    for (const [type, value] of Object.entries(good)) {
      if (type === metric) continue;
      const error = assertThrows(() => board.log({ new: 1, [metric]: value }), TypeError);
      assert(error.message.includes(`"${metric}": expected a ${metric}`), error.message);
      assert(error.message.includes(String(value)), error.message);
    }
    board.log({ [metric]: null });
  }
  assertEquals(board.currentStep, 3);
  assertThrows(() => board.log({ twice: 1, boolean: "no" }), TypeError);
  board.log({ twice: "free to be a text" });
});

Deno.test("Board.log() records nothing when reading a value throws", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const values = {
    fresh: 1,
    get loss(): number {
      throw new Error("No loss today");
    },
  };
  assertThrows(() => board.log(values), Error, "No loss today");
  assertEquals(board.currentStep, -1);
  board.log({ fresh: "another type" });
  await board.finish();
  assertEquals(column(await boards.read(board), "fresh"), ["another type"]);
});

for (const values of [undefined, null, 5, "loss", true, [1], () => {}]) {
  Deno.test(`Board.log() refuses ${JSON.stringify(values) ?? typeof values} as values`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open();
    assertThrows(() => board.log(values as never), TypeError, "expected values by name");
    assertEquals(board.currentStep, -1);
  });
}

/** What is no record of values, and what the error says to log instead. */
const NO_RECORDS: readonly [values: object, says: string][] = [
  [new Map([["loss", 1]]), "Object.fromEntries(map), received a Map"],
  [new Map(), "a Map"],
  [new Set([1]), "a Set"],
  [new Date(), "a Date"],
  [Object.assign(new Error("e"), { code: 5 }), "an Error"],
  [Promise.resolve({ loss: 1 }), "await the promise"],
  [Float32Array.of(1), "a Float32Array"],
  [new ArrayBuffer(1), "an ArrayBuffer"],
  [new URLSearchParams("loss=1"), "a URLSearchParams"],
  [new Table([{ a: 1 }]), "{ name: value }, received a Table"],
  [new Media("a.png"), "received a Media"],
  [new Histogram([1]), "received a Histogram"],
  [
    new (class Metrics {
      get loss() {
        return 1;
      }
    })(),
    "a Metrics",
  ],
];

Deno.test("Board.log() refuses what is no record of values, and says the right form", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  for (const [values, says] of NO_RECORDS) {
    const { message } = assertThrows(() => board.log(values as never), TypeError, says);
    assert(message.startsWith("Cannot log: expected "), message);
  }
  assertThrows(() => (board as any).log("loss", 1), TypeError, 'as { "loss": 0.5 }');
  assertThrows(() => board.log({ train: { loss: 1 } } as never), TypeError, 'as "train/loss"');
  assertThrows(() => board.log({ a: new Map([["b", 1]]) } as never), TypeError, 'as "a/b"');
  const decimal = { s: 1, e: 0, d: [1, 2500000], toNumber: () => 1.25 };
  assertThrows(() => board.log({ a: decimal } as never), TypeError, "; log its toNumber()");
  for (const value of [new Date(0), new String("x"), new Number(1)]) {
    assertThrows(() => board.log({ a: value } as never), TypeError, "; log its valueOf()");
  }
  const proxied = new Proxy(new Float32Array([1]), {}); // As libraries of reactive values make.
  assertThrows(() => board.log({ a: proxied } as never), TypeError, 'Cannot log "a": expected');
  assertEquals(board.currentStep, -1);
  board.log({ loss: 1 });
  assertThrows(() => board.log({ loss: "N/A" }), TypeError, 'onInvalid: "warn"');
  assertThrows(() => board.step(2 ** 53), RangeError, "below 2^53");
});
