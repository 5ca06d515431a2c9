import { assert, assertEquals, assertThrows } from "@std/assert";
import { Media } from "../../../board/media/media.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";
import { MetricsPacker, type OnInvalid } from "../../../board/scalars/metrics_packer.ts";
import type { Block } from "../../../format/block.ts";
import type { ColumnDef } from "../../../format/tables.ts";

function openPacker(onInvalid: OnInvalid = "throw", known: ColumnDef[] = []): MetricsPacker {
  return new MetricsPacker(onInvalid, known, new SharedPool(1024 ** 2));
}

/** The columns of a block by name: their values, and their rows where they have some. */
function columnsOf({ columns }: Block): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, values, rows }) => [
    name,
    rows === undefined ? [...values] : { values: [...values], rows: [...rows] },
  ]));
}

Deno.test("MetricsPacker packs rows into one block, column by column", () => {
  const packer = openPacker();
  packer.add(5, null, 1000, { loss: 0.5, note: "a" });
  packer.add(6, 0, 1001, { loss: 0.25, ok: true });
  packer.add(7, 1, 1002, {});
  packer.add(8, 1, 1003, { ok: false, loss: -0, note: "b" });
  const block = packer.take();
  assertEquals([block.table, block.rowCount, block.firstStep, block.lastStep], [
    "metrics",
    4,
    5,
    8,
  ]);
  assertEquals(columnsOf(block), {
    step: [5n, 6n, 7n, 8n],
    global_step: { values: [0n, 1n, 1n], rows: [1, 2, 3] },
    timestamp: [1_000_000n, 1_001_000n, 1_002_000n, 1_003_000n],
    loss: { values: [0.5, 0.25, -0], rows: [0, 1, 3] },
    note: { values: ["a", "b"], rows: [0, 3] },
    ok: { values: [1, 0], rows: [1, 3] },
  });
});

Deno.test("MetricsPacker.take() starts the next block, without columns that have no value in it", () => {
  const packer = openPacker();
  packer.add(0, null, 0, { a: 1, b: "text" });
  const first = packer.take();
  assertEquals([packer.rowCount, packer.byteCount], [0, 0]);
  packer.add(1, null, 1, { c: 3, a: 2 });
  assertEquals(Object.keys(columnsOf(packer.take())), [
    "step",
    "global_step",
    "timestamp",
    "a",
    "c",
  ]);
  assertEquals(columnsOf(first).a, [1]);
});

Deno.test("MetricsPacker.add() removes all of a call that throws", () => {
  const packer = openPacker();
  packer.add(0, null, 0, { loss: 1, note: "a" });
  const calls: Record<string, unknown>[] = [
    { loss: 2, note: "b", fresh: 1, bad: {} },
    { note: 5, loss: 2 },
    { loss: 2, Loss: 3 },
    { fresh: 1, FRESH: 2 },
    { note: new Media(new Uint8Array(4)) },
    { loss: 2, "": 1 },
  ];
  for (const values of calls) {
    assertThrows(() => packer.add(1, null, 0, values), Error, "Cannot log");
    assertEquals([packer.rowCount, packer.records.pending], [1, false]);
  }
  packer.add(1, null, 1, { fresh: "free to be a text", loss: 3 });
  assertEquals(columnsOf(packer.take()), {
    step: [0n, 1n],
    global_step: [],
    timestamp: [0n, 1000n],
    loss: [1, 3],
    note: ["a"],
    fresh: { values: ["free to be a text"], rows: [1] },
  });
});

Deno.test("MetricsPacker.add() skips only the bad values when onInvalid is warn, with one warning per metric", () => {
  const packer = openPacker("warn");
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (message: string) => warnings.push(message);
  try {
    packer.add(0, null, 0, { loss: 1, bad: {}, step: 1 });
    packer.add(1, null, 0, { bad: [], loss: "text", other: 2 });
    assertEquals(warnings, []); // Who takes a warning may log.
    packer.printWarnings();
    packer.printWarnings();
  } finally {
    console.warn = warn;
  }
  const { loss, other, bad } = columnsOf(packer.take());
  assertEquals([loss, other, bad], [[1], { values: [2], rows: [1] }, undefined]);
  assertEquals(warnings.map((text) => /log "(\w+)"/.exec(text)?.[1]), ["bad", "step", "loss"]);
});

Deno.test("MetricsPacker knows the metrics of the run that is resumed", () => {
  const packer = openPacker("throw", [{ name: "loss", type: "double" }]);
  assertThrows(() => packer.add(0, null, 0, { loss: "a" }), TypeError, "expected a number");
  assertThrows(() => packer.add(0, null, 0, { LOSS: 1 }), RangeError, "differs only in case");
  packer.add(0, null, 0, { loss: 1 });
  assertEquals(columnsOf(packer.take()).loss, [1]);
});

Deno.test("MetricsPacker.byteCount grows with each row, and with texts", () => {
  const packer = openPacker();
  packer.add(0, null, 0, {});
  const empty = packer.byteCount;
  packer.add(1, null, 0, { a: 1 });
  const one = packer.byteCount - empty;
  packer.add(2, null, 0, { text: "x".repeat(1000) });
  assert(empty > 0 && one > empty, `${empty} ${one}`);
  assert(packer.byteCount - one - empty >= 2000);
});

Deno.test("MetricsPacker.recycle() lets the next blocks use the memory of one that is in the journal", () => {
  const packer = openPacker();
  const buffers = new Set<ArrayBufferLike>();
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 1000; i++) packer.add(1000 * round + i, i, i, { a: i });
    const block = packer.take();
    for (const { values } of block.columns) {
      if (!Array.isArray(values)) buffers.add(values.buffer);
    }
    packer.recycle(block);
  }
  assert(buffers.size < 5 * 4, `${buffers.size} buffers for 20 arrays`);
});
