import { assertEquals, assertThrows } from "@std/assert";
import { parseStruct, serializeStruct } from "../../../backends/parquet/thrift_compact.ts";
import { ThriftCursor } from "../../../backends/parquet/thrift_cursor.ts";
import { ThriftType } from "../../../backends/parquet/thrift_type.ts";

const { Int64, List, Struct, Binary, Double, True } = ThriftType;

/** The header of the next field, of a type. */
const field = (type: ThriftType) => 0x10 | type;
const nested = (depth: number, open: number, close: number[]) => [
  ...new Array(depth).fill(open),
  ...new Array(depth).fill(close).flat(),
  0,
];

/** What neither reader may take, as it is none of the protocol or more than a reader can hold. */
const REFUSED: Record<string, number[]> = {
  "nothing at all": [],
  "a struct without an end": [field(True)],
  "a text that ends before it does": [field(Binary), 5, 1, 2, 0],
  "a double that ends before it does": [field(Double), 1, 2, 3, 0],
  "a text as long as 2^70": [field(Binary), ...new Array(10).fill(0xff), 0],
  "a number without an end": [field(Int64), ...new Array(11).fill(0xff), 1, 0],
  "a list with more items than bytes": [field(List), 0xf6, 0xff, 0x7f, 1, 0],
  "a list as long as 2^60": [field(List), 0xfc, ...new Array(8).fill(0xff), 0x0f, 0],
  "an item of an unknown type": [field(List), 0x1d, 1, 0],
  "a map, which is in no footer": [field(11 as ThriftType), 0, 0],
  "structs nested forty deep": nested(40, field(Struct), [0]),
  "lists nested forty deep": [field(List), ...new Array(40).fill(0x19), 0x13, 1, 0],
  "bytes behind the struct": [0, 0],
};

for (const [what, bytes] of Object.entries(REFUSED)) {
  Deno.test(`no reader of Thrift takes ${what}`, () => {
    const all = Uint8Array.from(bytes);
    assertThrows(() => parseStruct(all), RangeError);
    assertThrows(() => {
      const cursor = new ThriftCursor(all);
      cursor.struct(() => false);
      if (!cursor.atEnd) throw new RangeError("there are more bytes");
    }, RangeError);
  });
}

Deno.test("a number beyond 2^53 is skipped, and neither read nor kept", () => {
  const bytes = Uint8Array.from([field(Int64), ...new Array(9).fill(0xff), 1, 0]);
  new ThriftCursor(bytes).struct(() => false);
  assertThrows(() => parseStruct(bytes), RangeError, "beyond 2^53");
  const cursor = new ThriftCursor(bytes);
  assertThrows(() => cursor.struct((_, type) => cursor.integer(type)), RangeError, "beyond 2^53");
});

Deno.test("both readers of Thrift see the same numbers, and what is kept is written as it was", () => {
  const numbers = [0, -1, 1, 63, -64, 64, 2 ** 31, -(2 ** 31), 2 ** 52 - 1, -(2 ** 52) + 1];
  const struct = new Map(numbers.map((value, id) => [id * 20 + 1, { type: Int64, value }]));
  const bytes = serializeStruct(struct);
  assertEquals(parseStruct(bytes), struct);
  assertEquals(serializeStruct(parseStruct(bytes)), bytes);
  const found: [number, number][] = [];
  const cursor = new ThriftCursor(bytes);
  cursor.struct((id, type) => void found.push([id, cursor.integer(type)]));
  assertEquals(found, numbers.map((value, id) => [id * 20 + 1, value]));
});
