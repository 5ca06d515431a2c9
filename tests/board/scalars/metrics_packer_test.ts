import { assert, assertEquals, assertThrows } from "@std/assert";
import { Media } from "../../../board/media/media.ts";
import { Table } from "../../../board/media/table.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";
import { MetricsPacker, type OnInvalid } from "../../../board/scalars/metrics_packer.ts";
import { RowQueue } from "../../../board/worker/row_queue.ts";
import type { Block } from "../../../format/block.ts";
import { type ColumnDef, KEY_COLUMNS, MAX_METRICS } from "../../../format/tables.ts";
import { RowReader } from "../../../writer/rows/row_reader.ts";

/** A packer, and the writer's end of its memory. */
class TestedPacker extends MetricsPacker {
  readonly #reader: RowReader;

  constructor(onInvalid: OnInvalid = "throw", known: ColumnDef[] = []) {
    const reader = new RowReader();
    const queue = new RowQueue(1024 ** 2);
    super(onInvalid, known, new SharedPool(1024 ** 2), {
      addColumns: (columns) => reader.addColumns(columns),
      addChunk(minBytes) {
        const chunk = queue.add(minBytes);
        reader.addChunk(chunk.buffer);
        return chunk;
      },
    });
    this.#reader = reader;
  }

  /** The rows since the last call, as the writer sees them. */
  read(): Block {
    const rows = this.#reader.next();
    assert(rows !== undefined);
    assertEquals(this.#reader.next(), undefined);
    return rows.block;
  }

  /** Whether there is no row. */
  get isEmpty(): boolean {
    return this.#reader.next() === undefined;
  }
}

/** The columns of a block by name: their values, and their rows where they have some. */
function columnsOf({ columns }: Block): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, values, rows }) => [
    name,
    rows === undefined ? [...values] : { values: [...values], rows: [...rows] },
  ]));
}

Deno.test("MetricsPacker.add() publishes rows, which the writer reads column by column", () => {
  const packer = new TestedPacker();
  packer.add(5, null, 1000, { loss: 0.5, note: "a" });
  packer.add(6, 0, 1001, { loss: 0.25, ok: true });
  packer.add(7, 1, 1002, {});
  packer.add(8, 1, 1003, { ok: false, loss: -0, note: "b" });
  const block = packer.read();
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

Deno.test("MetricsPacker.add() publishes no column for a metric that has no value", () => {
  const packer = new TestedPacker();
  packer.add(0, null, 0, { a: 1, b: "text" });
  const first = packer.read();
  assert(packer.isEmpty);
  packer.add(1, null, 1, { c: 3, a: 2 });
  assertEquals(Object.keys(columnsOf(packer.read())), [
    "step",
    "global_step",
    "timestamp",
    "c",
    "a",
  ]);
  assertEquals(columnsOf(first).a, [1]);
});

Deno.test("MetricsPacker.add() removes all of a call that throws", () => {
  const packer = new TestedPacker();
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
  }
  packer.add(1, null, 1, { fresh: "free to be a text", loss: 3 });
  assertEquals(columnsOf(packer.read()), {
    step: [0n, 1n],
    global_step: [],
    timestamp: [0n, 1000n],
    loss: [1, 3],
    note: ["a"],
    fresh: { values: ["free to be a text"], rows: [1] },
  });
});

Deno.test("MetricsPacker.add() skips only the bad values when onInvalid is warn, with one warning per metric", () => {
  const packer = new TestedPacker("warn");
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
  const { loss, other, bad } = columnsOf(packer.read());
  assertEquals([loss, other, bad], [[1], { values: [2], rows: [1] }, undefined]);
  assertEquals(warnings.map((text) => /log "(\w+)"/.exec(text)?.[1]), ["bad", "step", "loss"]);
  assertEquals(warnings.filter((text) => /skipped.*skipped/.test(text)), []);
});

Deno.test("MetricsPacker.add() warns once of a metric that begins with the text of a number", () => {
  const packer = new TestedPacker("throw", [{ name: "known", type: "string" }]);
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (message: string) => warnings.push(message);
  try {
    const texts = { loss: "0.5", lr: "1e-3", minus: " -.5 ", known: "0.5" };
    packer.add(0, null, 0, { ...texts, id: "42", version: "1.2.3", date: "2026-11-29", note: "" });
    packer.add(1, null, 0, { loss: "0.4", late: "a" });
    packer.add(2, null, 0, { late: "0.5" });
    packer.printWarnings();
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.map((text) => /: "(\w+)" is a metric of text/.exec(text)?.[1]), [
    "loss",
    "lr",
    "minus",
  ]);
});

Deno.test("MetricsPacker knows the metrics of the run that is resumed", () => {
  const packer = new TestedPacker("throw", [{ name: "loss", type: "double" }]);
  assertThrows(() => packer.add(0, null, 0, { loss: "a" }), TypeError, "expected a number");
  assertThrows(() => packer.add(0, null, 0, { LOSS: 1 }), RangeError, "differs only in case");
  packer.add(0, null, 0, { loss: 1 });
  assertEquals(columnsOf(packer.read()).loss, [1]);
});

Deno.test("MetricsPacker.add() returns the records of a call, and of the next one none", () => {
  const packer = new TestedPacker();
  const first = packer.add(0, null, 5, { loss: 1, table: new Table([{ a: 1 }]) });
  assertEquals([first?.records.step, first?.records.timeMs, first?.records.tables.length], [
    0,
    5,
    1,
  ]);
  assertEquals(packer.add(1, null, 6, { loss: 2 }), undefined);
});

Deno.test("MetricsPacker.add() refuses a call within a call, and keeps the outer one", () => {
  const packer = new TestedPacker();
  const add = (step: number, values: Record<string, unknown>) => packer.add(step, null, 0, values);
  add(0, {
    get loss() {
      assertThrows(() => add(1, { loss: 5 }), Error, "within a log call");
      assertThrows(() => packer.checkNotAdding("flush()"), Error, "Cannot call flush()");
      return 1;
    },
    other: 2,
  });
  packer.checkNotAdding("flush()");
  const { loss, other } = columnsOf(packer.read());
  assertEquals([loss, other], [[1], [2]]);
});

Deno.test("MetricsPacker.add() takes sixteen thousand new names in one call", () => {
  const packer = new TestedPacker();
  const values = Object.fromEntries(Array.from({ length: 16_000 }, (_, i) => [`metric ${i}`, i]));
  packer.add(0, null, 0, values);
  const { columns } = packer.read();
  assertEquals(columns.slice(3).map(({ values: [value] }) => value), Object.values(values));
  assertThrows(() => packer.add(1, null, 0, { "METRIC 7": 1 }), RangeError, "only in case");
});

const manyValues = (count: number, from = 0) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`m/${from + index}`, index]));

Deno.test("MetricsPacker.add() refuses a call with more metrics than a board has, and records none", () => {
  const packer = new TestedPacker();
  assertThrows(
    () => packer.add(0, null, 0, manyValues(MAX_METRICS + 1)),
    RangeError,
    `Cannot log "m/${MAX_METRICS}": expected at most ${MAX_METRICS} metrics per board`,
  );
  assert(packer.isEmpty);
  packer.add(0, null, 0, manyValues(MAX_METRICS - 1));
  packer.add(1, null, 1, { last: 1 });
  assertThrows(() => packer.add(2, null, 2, { last: 2, more: 1 }), RangeError, '"more"');
  packer.add(2, null, 2, { last: 2, "m/0": 5, of_it: new Table([{ a: 1 }]) });
  assertEquals(packer.read().columns.length, KEY_COLUMNS.length + MAX_METRICS);
});

Deno.test("MetricsPacker.add() skips metrics beyond the limit with one warning, of all names", () => {
  const packer = new TestedPacker("warn", [{ name: "known", type: "double" }]);
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    packer.add(0, null, 0, manyValues(MAX_METRICS + 10));
    packer.add(1, null, 1, { ...manyValues(10, MAX_METRICS), known: 1 });
    packer.printWarnings();
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.length, 1);
  assert(warnings[0]!.includes(`Cannot log "m/${MAX_METRICS - 1}"`), warnings[0]);
  assertEquals(packer.read().columns.length, KEY_COLUMNS.length + MAX_METRICS);
});

Deno.test("MetricsPacker.add() goes on with all metrics of a board that has more than the limit", () => {
  const known = Object.keys(manyValues(MAX_METRICS + 5));
  const packer = new TestedPacker("throw", known.map((name) => ({ name, type: "double" })));
  packer.add(0, null, 0, manyValues(MAX_METRICS + 5));
  assertThrows(() => packer.add(1, null, 1, { another: 1 }), RangeError, "20000 metrics per board");
  assertEquals(packer.read().columns.length, KEY_COLUMNS.length + MAX_METRICS + 5);
});
