import { assertEquals, assertThrows } from "@std/assert";
import { serialize } from "node:v8";
import { BlockError, toBlock } from "../../format/check_block.ts";
import { parseEarlierPayload } from "../../format/parse_earlier_payload.ts";
import { randomBlock } from "../backends/random_blocks.ts";
import { Random } from "../support/random.ts";

Deno.test("parseEarlierPayload() reads what V8 writes of blocks", () => {
  const random = new Random(11);
  for (let index = 0; index < 300; index++) {
    const block = randomBlock(random, index, true);
    const payload = Uint8Array.from(serialize(block));
    assertEquals(toBlock(parseEarlierPayload(payload), payload.length), block);
  }
});

Deno.test("parseEarlierPayload() reads all forms of texts, numbers and lists that a block had", () => {
  const made = new Array(3);
  for (let index = 0; index < 3; index++) made[index] = `text ${index}`;
  const rows = Uint32Array.of(0, 2);
  const value = {
    texts: ["", "plain", "é", "漢字 and 😀", "x".repeat(300)],
    made,
    numbers: [0, 1, -1, -64, 2 ** 30, -(2 ** 30), 2 ** 31, 2 ** 53 - 1, 0.5, NaN],
    arrays: [Float64Array.of(1.5), BigInt64Array.of(-1n), Int32Array.of(-2), Uint8Array.of(3)],
    rows,
    again: rows,
    none: undefined,
  };
  const found = parseEarlierPayload(serialize(value)) as typeof value;
  assertEquals({ ...found }, value);
  assertEquals(found.again === found.rows, true);
});

Deno.test("parseEarlierPayload() refuses what no block had, before it takes memory for it", () => {
  const sparse: unknown[] = ["a"];
  sparse.length = 2 ** 32 - 2;
  const circular: unknown[] = [];
  circular.push([[[[[[[circular]]]]]]]);
  const values = [
    { a: new Map([[1, 2]]) },
    { a: new Date() },
    { a: /x/ },
    { a: new Error("x") },
    { a: 1n },
    { a: new Uint16Array(2) },
    { a: Object("text") },
    { a: sparse },
    { a: true },
    { 1: 2 },
    circular,
  ];
  for (const value of values) {
    assertThrows(() => parseEarlierPayload(serialize(value)), BlockError);
  }
  const claims = [
    [0x41, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [0x61, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x49, 0x00],
    [0x5c, 0x08, 0xf8, 0xff, 0xff, 0xff, 0x0f],
    [0x22, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x61],
    [0x5e, 0x00],
    [0x49, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    [0x49, 0x00, 0x49, 0x00],
    [],
  ];
  for (const claim of claims) {
    assertThrows(() => parseEarlierPayload(Uint8Array.of(0xff, 0x0f, ...claim)), BlockError);
  }
});
