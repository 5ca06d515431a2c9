import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Block } from "../../format/block.ts";
import { BlockEncoder } from "../../format/block_encoder.ts";
import { BlockError, toBlock } from "../../format/check_block.ts";
import { decodeBlock } from "../../format/decode_block.ts";
import { randomBlock } from "../backends/random_blocks.ts";
import { makeBlock } from "../support/make_block.ts";
import { Random } from "../support/random.ts";

function bytesOf(block: Block): Uint8Array {
  return Uint8Array.from(new BlockEncoder().encode(block));
}

function metric(values: Float64Array, rows?: Uint32Array): Block {
  const block = makeBlock(0, 4);
  block.columns.push({ name: "loss", type: "double", values, ...(rows ? { rows } : {}) });
  return block;
}

Deno.test("decodeBlock() gives what BlockEncoder.encode() was given", () => {
  const random = new Random(20261128);
  const encoder = new BlockEncoder();
  for (let round = 0; round < 1000; round++) {
    const block = randomBlock(random, round, true);
    const headroom = 8 * (round % 3);
    const bytes = encoder.encode(block, headroom).subarray(headroom);
    // Bytes that begin anywhere, as those in a larger buffer do.
    const moved = new Uint8Array(bytes.length + 3).subarray(round % 4);
    moved.set(bytes);
    assertEquals(decodeBlock(moved.subarray(0, bytes.length)), block);
  }
});

Deno.test("decodeBlock() gives lists, empty texts, halves of surrogate pairs and long names", () => {
  const block = makeBlock(7, 3, [
    { name: "bins", type: "double[]", cells: ["", "1.5,2", null] },
    { name: "counts", type: "int64[]", cells: [null, "-1", "9007199254740993"] },
    { name: "n".repeat(10_000), type: "int32", cells: [1, null, -(2 ** 31)] },
    { name: "学習/😀", type: "string", cells: ["\ud83d", "\ude00", ""] },
  ], "histograms");
  assertEquals(decodeBlock(bytesOf(block)), block);
});

Deno.test("decodeBlock() gives a block its own names when the last one had others as long", () => {
  const named = (...names: string[]): Block => {
    const { columns, ...rest } = metric(Float64Array.of(1));
    const [value] = columns.slice(-1);
    return {
      ...rest,
      columns: [...columns.slice(0, -1), ...names.map((name) => ({ ...value!, name }))],
    };
  };
  for (
    const names of [["a", "b"], ["a", "c"], ["c", "a"], ["a"], ["a", "b", "é"], ["a", "b", "ab"]]
  ) {
    const block = named(...names);
    assertEquals(decodeBlock(bytesOf(block)), block);
    assertEquals(decodeBlock(bytesOf(block)), block);
    assertThrows(() => decodeBlock(bytesOf(named(...names, "A"))), BlockError, "different names");
  }
});

Deno.test("decodeBlock() refuses a byte that is a unit of the last name, and no UTF-8", () => {
  const base = metric(Float64Array.of(1));
  const named = (name: string): Block => ({
    ...base,
    columns: base.columns.map((column, index, { length }) =>
      index === length - 1 ? { ...column, name } : column
    ),
  });
  const bytes = bytesOf(named("q"));
  bytes[bytes.lastIndexOf("q".charCodeAt(0))] = 0xe9;
  decodeBlock(bytesOf(named("é")));
  assertThrows(() => decodeBlock(bytes), BlockError, "UTF-8");
});

Deno.test("decodeBlock() throws a BlockError, or gives a sound block, whatever is changed in its bytes", () => {
  const random = new Random(4242);
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = bytesOf(randomBlock(random, random.integer(0, 1000), true));
    const changes = random.integer(1, 3);
    let changed = bytes;
    for (let change = 0; change < changes; change++) {
      const at = random.integer(0, changed.length - 1);
      const kind = random.integer(0, 3);
      if (kind === 0) changed = changed.slice(0, at);
      else if (kind === 1) changed[at] = changed[at]! ^ (1 << random.integer(0, 7));
      else if (kind === 2) changed[at] = random.pick([0, 1, 127, 128, 255]);
      else if (at + 4 <= changed.length) {
        const number = random.pick([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, changed.length]);
        new DataView(changed.buffer, changed.byteOffset).setUint32(at, number, true);
      }
      if (changed.length === 0) break;
    }
    try {
      const block = decodeBlock(changed);
      // What is sound can be written and read again.
      assertEquals(decodeBlock(bytesOf(block)).rowCount, block.rowCount);
    } catch (error) {
      if (!(error instanceof BlockError)) throw error;
      refused++;
    }
  }
  assert(refused > 1000, `${refused} of 20,000 were refused`);
});

Deno.test("decodeBlock() takes no memory for what a payload only claims", () => {
  const bytes = bytesOf(metric(new Float64Array(4)));
  for (const at of [4, 8, 36, 40, 44]) {
    const forged = bytes.slice();
    new DataView(forged.buffer).setUint32(at, 0xffff_fff0, true);
    assertThrows(() => decodeBlock(forged), BlockError);
  }
});

const FORGED: [name: string, value: unknown][] = [
  ["nothing", null],
  ["a text", "block"],
  ["a table that is none", { ...makeBlock(0, 1), table: "__proto__" }],
  ["10^15 rows", { ...makeBlock(0, 1), rowCount: 1e15 }],
  ["rows that are no number", { ...makeBlock(0, 1), rowCount: "4" }],
  ["no rows", { ...makeBlock(0, 1), rowCount: 0 }],
  ["columns that are no list", { ...makeBlock(0, 1), columns: { length: 3 } }],
  ["no key columns", { ...makeBlock(0, 1), columns: [] }],
  ["steps that fall", { ...makeBlock(0, 2), columns: swapped() }],
  ["steps that are not those it says", { ...makeBlock(0, 2), lastStep: 9 }],
  ["more values than rows", metric(new Float64Array(5))],
  ["rows beyond the last", metric(new Float64Array(2), Uint32Array.of(1, 4))],
  ["rows that do not rise", metric(new Float64Array(2), Uint32Array.of(1, 1))],
  ["fewer rows than values", metric(new Float64Array(2), Uint32Array.of(1))],
  ["values of another class", metric(new Float32Array(4) as unknown as Float64Array)],
  ["values that are only like an array", metric({ length: 4 } as unknown as Float64Array)],
  ["a list that is a text", withColumn("double[]", ["12345678"])],
  ["a list of another type", withColumn("double[]", [new BigInt64Array(1)])],
  ["a text that is an object", withColumn("string", [{}])],
  ["a boolean of 2", withColumn("boolean", Uint8Array.of(2))],
  ["a type that is none", withColumn("constructor", [])],
  ["an empty name", withColumn("double", new Float64Array(1), "")],
  ["a name with NUL", withColumn("double", new Float64Array(1), "a\0b")],
  ["a name twice, in another case", withColumn("double", new Float64Array(1), "STEP")],
];

for (const [name, value] of FORGED) {
  Deno.test(`toBlock() throws a BlockError when it is given ${name}`, () => {
    assertThrows(() => toBlock(value, 1000), BlockError, "Cannot read a block: expected");
  });
}

Deno.test("toBlock() asks no getter and takes over nothing that a block does not have", () => {
  const block = { ...makeBlock(0, 1), toString: 1, extra: new Uint8Array(8) };
  assertEquals(toBlock(block, 1000), makeBlock(0, 1));
  const asking = Object.defineProperty({ ...makeBlock(0, 1) }, "table", {
    get: () => {
      throw new TypeError("asked");
    },
  });
  assertThrows(() => toBlock(asking, 1000), BlockError);
});

function withColumn(type: string, values: unknown, name = "m"): unknown {
  const block = makeBlock(0, 1);
  block.columns.push({ name, type, values } as unknown as Block["columns"][number]);
  return block;
}

function swapped(): unknown {
  const [step, ...others] = makeBlock(0, 2).columns;
  return [{ ...step, values: BigInt64Array.of(1n, 0n) }, ...others];
}
