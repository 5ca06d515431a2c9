// deno-lint-ignore-file no-explicit-any -- what the types forbid
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Media, Table } from "../../../mod.ts";

const image = new Media({ data: [0], width: 1, height: 1 }, { caption: "a dot", type: "image" });

Deno.test("new Table() has all keys of ragged records, in the order of first appearance", () => {
  const table = new Table([{ b: 1, a: "x" }, { c: true, a: null }, {}]);
  assertEquals(table.columns, ["b", "a", "c"]);
  assertEquals(table.columnTypes, ["number", "text", "boolean"]);
  assertEquals(table.rows, [[1, "x", null], [null, null, true], [null, null, null]]);
  assertEquals(table.rowCount, 3);
});

Deno.test("new Table() takes rows with columns, and columns alone", () => {
  const table = new Table([[1, "x"], [undefined, "y"]], { columns: ["n", "t"] });
  assertEquals(table.rows, [[1, "x"], [null, "y"]]);
  const empty = new Table([], { columns: ["n", "t"], columnTypes: { n: "number" } });
  assertEquals([empty.columns, empty.columnTypes, empty.rows], [
    ["n", "t"],
    ["number", "text"],
    [],
  ]);
  assertEquals(new Table([{ t: "x" }], { columns: ["n", "t"] }).rows, [[null, "x"]]);
});

Deno.test("new Table() takes no rows, and rows typed by an interface", () => {
  const empty = new Table([]);
  assertEquals([empty.columns, empty.rowCount], [[], 0]);
  interface Row {
    readonly id: number;
  }
  const rows: readonly Row[] = [{ id: 1 }];
  assertEquals(new Table(rows).rows, [[1]]);
  assertEquals(new Table([[1, 2]] as const, { columns: ["a", "b"] as const }).rows, [[1, 2]]);
});

Deno.test("new Table() keeps any column name apart from what objects inherit", () => {
  const table = new Table([
    JSON.parse('{"__proto__": 1, "constructor": 2}'),
    { toString: 3 } as any,
  ]);
  assertEquals(table.columns, ["__proto__", "constructor", "toString"]);
  assertEquals(table.rows, [[1, 2, null], [null, null, 3]]);
});

const CELLS: readonly [unknown, type: string, cell: unknown][] = [
  [-0.5, "number", -0.5],
  [NaN, "number", "NaN"],
  [-Infinity, "number", "-Infinity"],
  [-0, "number", -0],
  [[-0, { a: -0 }], "text", '[-0.0,{"a":-0.0}]'],
  [new String("x"), "text", "x"],
  [[new Number(-0), new Boolean(false), Object(5n)], "text", "[-0.0,false,5]"],
  [
    new Map<unknown, number>([[1, 2], [new Date(0), 3]]),
    "text",
    '{"1":2,"1970-01-01T00:00:00.000Z":3}',
  ],
  [2n ** 53n, "number", 2 ** 53],
  [2n ** 53n + 1n, "text", "9007199254740993"],
  [true, "boolean", true],
  ["", "text", ""],
  [null, "text", null],
  [new Date(0), "text", "1970-01-01T00:00:00.000Z"],
  [new Date(NaN), "text", "Invalid Date"],
  [{ a: [1, NaN, 3n, new Date(0)] }, "text", '{"a":[1,"NaN",3,"1970-01-01T00:00:00.000Z"]}'],
  [[1, 2], "text", "[1,2]"],
  [Float32Array.of(0.5), "text", "[0.5]"],
  [new Map([["a", 1]]), "text", '{"a":1}'],
  [new Error("x"), "text", "Error: x"],
  [
    new (class TensorError extends RangeError {
      override name = "TensorError";
    })("size"),
    "text",
    "TensorError: size",
  ],
  [/re/i, "text", "/re/i"],
  [new URL("https://example.com/"), "text", "https://example.com/"],
  [{ error: new TypeError("y"), list: [/a/] }, "text", '{"error":"TypeError: y","list":["/a/"]}'],
  [[1, undefined], "text", "[1,null]"],
  [{ toJSON: () => null }, "text", null],
  [{ toJSON: () => undefined }, "text", null],
  [new URLSearchParams("a=1"), "text", "a=1"],
  [image, "media", image],
];

for (const [value, type, cell] of CELLS) {
  const title = value === image ? "a medium" : Deno.inspect(value);
  Deno.test(`new Table() keeps ${title} as ${type}`, () => {
    const table = new Table([{ value }]);
    assertEquals<unknown[]>([table.columnTypes[0], table.rows[0]![0]], [type, cell]);
  });
}

Deno.test("new Table() makes text of a column whose values differ", () => {
  assertEquals(new Table([{ a: 1 }, { a: "x" }, { a: false }]).rows, [["1"], ["x"], ["false"]]);
  assertEquals(new Table([{ a: -0 }, { a: "x" }]).rows, [["-0"], ["x"]]);
  assertEquals(new Table([{ a: 1 }], { columnTypes: ["text"] }).rows, [["1"]]);
});

const BAD: readonly [string, unknown, any, typeof TypeError | typeof RangeError, string][] = [
  ["no list", { a: 1 }, undefined, TypeError, "an object"],
  ["an unknown option", [{ a: 1 }], { column: ["a"] }, TypeError, "the option columns"],
  ["a promise", [{ a: Promise.resolve(1) }], undefined, TypeError, "a Promise"],
  ["bytes without a type", [{ a: new ArrayBuffer(2) }], undefined, TypeError, "an ArrayBuffer"],
  ["a function in an object", [{ a: { f: () => 1 } }], undefined, TypeError, "in f, received"],
  ["lists without columns", [[1]], undefined, TypeError, "an array of 1"],
  [
    "a short row",
    [[1, 2], [1]],
    { columns: ["a", "b"] },
    RangeError,
    "2 cells in row 1, received 1",
  ],
  ["a long row", [[1, 2]], { columns: ["a"] }, RangeError, "1 cells in row 0, received 2"],
  ["a key that is no column", [{ b: 1 }], { columns: ["a"] }, RangeError, '"b"'],
  ["a row that is none", [5], { columns: ["a"] }, TypeError, "the number 5"],
  ["a map as a row", [new Map([["a", 1]])], undefined, TypeError, "a Map as a row"],
  ["a row of no class's own", [new Date(0)], { columns: ["a"] }, TypeError, "received a Date"],
  [
    "a map of two keys with one text",
    [{ a: new Map<unknown, 1>([[1, 1], ["1", 1]]) }],
    undefined,
    TypeError,
    'two keys that are "1" as text',
  ],
  [
    "a map of objects",
    [{ a: new Map([[{}, 1]]) }],
    undefined,
    TypeError,
    "a Map with an object as a key",
  ],
  ["memory that has gone", [{ a: detached() }], undefined, TypeError, "one that is detached"],
  ["a column twice", [], { columns: ["a", "a"] }, TypeError, '"a" twice'],
  ["columns that are no names", [], { columns: [1] }, TypeError, "an array of 1"],
  ["an unknown type", [{ a: 1 }], { columnTypes: ["date"] }, TypeError, '"date"'],
  ["types for other columns", [{ a: 1 }], { columnTypes: { b: "text" } }, RangeError, '"b"'],
  ["too few types", [{ a: 1, b: 2 }], { columnTypes: ["text"] }, RangeError, "received 1"],
  [
    "a text as a number",
    [{ a: 1 }, { a: "x" }],
    { columnTypes: ["number"] },
    TypeError,
    'row 1, column "a"',
  ],
  ["a function", [{ a: () => 1 }], undefined, TypeError, "a function"],
  ["media among others", [{ a: image }, { a: 1 }], undefined, TypeError, 'column "a"'],
  ["media in an object", [{ a: { image } }], undefined, TypeError, "a cell of its own"],
];

for (const [title, rows, options, ErrorClass, says] of BAD) {
  Deno.test(`new Table() refuses ${title}`, () => {
    const { message } = assertThrows(() => new Table(rows as any, options), ErrorClass, says);
    assertStringIncludes(message, "Cannot make a table: ");
  });
}

Deno.test("Table.toString() aligns columns, cuts cells, and says how many rows are left out", () => {
  const rows = [{ name: "cat", n: 1, image }, { name: "x".repeat(50), n: 1234 }, {
    name: "a\nb",
    n: 3,
  }];
  assertEquals(new Table(rows).toString(2).split("\n"), [
    "name                                         n  image",
    `${"-".repeat(40)}  ----  --------------`,
    `cat${" ".repeat(37)}     1  <image: a dot>`,
    `${"x".repeat(39)}…  1234`,
    "… and 1 more row",
  ]);
  assertEquals(new Table(rows).toString(0).split("\n").at(-1), "… and 3 more rows");
});

/** Numbers whose memory another thread has. */
function detached(): Float32Array {
  const numbers = Float32Array.of(1, 2);
  structuredClone(numbers, { transfer: [numbers.buffer] });
  return numbers;
}
