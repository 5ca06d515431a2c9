import { assert, assertEquals } from "@std/assert";
import { RowWriter } from "../../../board/scalars/row_writer.ts";
import type { Metric } from "../../../board/scalars/metric.ts";
import type { Block } from "../../../format/block.ts";
import type { ColumnDef } from "../../../format/tables.ts";
import type { SentRecords } from "../../../writer/records.ts";
import { RowChunk } from "../../../writer/rows/row_chunk.ts";
import { type PublishedRows, RowReader } from "../../../writer/rows/row_reader.ts";
import { Random } from "../../support/random.ts";

type Value = number | boolean | string;

/** One row as it was logged. */
interface Row {
  step: number;
  globalStep: number | null;
  timeMs: number;
  values: Record<string, Value>;
  hasRecords: boolean;
}

const TEXTS = ["", "a", "eight by", "ünï 🐟", "\uFEFFmark", "x".repeat(1000)];
const NUMBERS = [0, -0, 1.5, NaN, Infinity, -Infinity, Number.MAX_VALUE, 5e-324, 2 ** 53];

/** The board's end: writes rows into chunks of few bytes. */
class Logger {
  readonly columns: ColumnDef[] = [];
  /** All chunks so far; one whose memory is used again is in it again. */
  readonly chunks: RowChunk[] = [];
  /** How many of them, the first ones, are free. */
  freeCount = 0;
  readonly #writer: RowWriter;
  readonly #metrics = new Map<string, Metric>();

  constructor(chunkBytes: number) {
    this.#writer = new RowWriter({
      addColumns: (columns) => void this.columns.push(...columns),
      addChunk: (minBytes) => {
        this.chunks.at(-1)?.seal();
        const size = Math.ceil(Math.max(minBytes, chunkBytes) / 8) * 8;
        const chunk = this.#takeFree(size) ?? new RowChunk(new SharedArrayBuffer(size));
        chunk.reset();
        this.chunks.push(chunk);
        return chunk;
      },
    });
  }

  #takeFree(size: number): RowChunk | undefined {
    while (this.chunks[this.freeCount]?.isFree) {
      const chunk = this.chunks[this.freeCount++]!;
      if (chunk.buffer.byteLength >= size) return chunk;
    }
    return undefined;
  }

  collect(values: Record<string, Value>): void {
    for (const [name, value] of Object.entries(values)) {
      const type = typeof value === "number" ? "double" : typeof value as "boolean" | "string";
      const metric = this.#metrics.get(name) ?? { name, type, number: -1 };
      this.#metrics.set(name, metric);
      if (typeof value === "string") this.#writer.addText(metric, value);
      else this.#writer.add(metric, Number(value));
    }
  }

  giveUp(values: Record<string, Value>): void {
    this.collect(values);
    this.#writer.giveUp();
  }

  add({ step, globalStep, timeMs, values, hasRecords }: Row): void {
    this.collect(values);
    this.#writer.publish(step, globalStep, timeMs, hasRecords);
  }
}

/** The rows of a block as they were logged. */
function rowsOf({ block, sent }: PublishedRows): Row[] {
  const rows: Row[] = Array.from({ length: block.rowCount }, () => ({
    step: -1,
    globalStep: null,
    timeMs: -1,
    values: {},
    hasRecords: false,
  }));
  for (const { name, type, values, rows: places } of block.columns) {
    for (const [i, value] of [...values as Iterable<unknown>].entries()) {
      const row = rows[places?.[i] ?? i]!;
      if (name === "step") row.step = Number(value);
      else if (name === "global_step") row.globalStep = Number(value);
      else if (name === "timestamp") row.timeMs = Number(value) / 1000;
      else row.values[name] = type === "boolean" ? value === 1 : value as Value;
    }
  }
  const last = rows.at(-1);
  if (sent !== undefined && last !== undefined) {
    assertEquals(sent.records.step, last.step);
    last.hasRecords = true;
  }
  return rows;
}

function recordsOf(step: number): SentRecords {
  const lists = { media: [], tables: [], histograms: [] };
  return { records: { step, globalStep: null, timeMs: 0, ...lists }, byteCount: 1 };
}

function checkBlock({ columns, rowCount, firstStep, lastStep }: Block): void {
  const steps = columns[0]!.values as BigInt64Array;
  assertEquals([steps.length, steps[0], steps.at(-1)], [
    rowCount,
    BigInt(firstStep),
    BigInt(lastStep),
  ]);
  for (const { values, rows } of columns.slice(3)) {
    assert(values.length > 0);
    if (rows === undefined) continue;
    assertEquals(rows.length, values.length);
    for (let i = 1; i < rows.length; i++) assert(rows[i]! > rows[i - 1]!);
  }
}

function randomRow(random: Random, step: number): Row {
  const values: Record<string, Value> = {};
  // Most rows have the metrics of the one before, in their order.
  const kind = random.integer(0, 10);
  if (kind < 7) { for (const name of ["a", "b", "c"]) values[name] = random.pick(NUMBERS); }
  if (kind >= 6) {
    for (let i = random.integer(0, 4); i > 0; i--) {
      const number = random.integer(0, 50);
      values[`number ${number}`] = random.pick(NUMBERS);
      if (random.chance(0.3)) values[`text ${number % 3}`] = random.pick(TEXTS);
      if (random.chance(0.3)) values[`flag ${number % 3}`] = random.chance(0.5);
    }
  }
  return {
    step,
    globalStep: random.chance(0.3) ? null : random.integer(0, 1000),
    timeMs: 1_790_000_000_000 + step,
    values,
    hasRecords: random.chance(0.05),
  };
}

/** A reader that goes on where another one was killed. */
function nextReader(logger: Logger, columnCount: number, chunkCount: number): RowReader {
  const reader = new RowReader();
  reader.addColumns(logger.columns.slice(0, columnCount));
  for (const chunk of logger.chunks.slice(logger.freeCount, chunkCount)) {
    chunk.hold();
    reader.addChunk(chunk.buffer);
  }
  return reader;
}

for (let seed = 1; seed <= 40; seed++) {
  Deno.test(`RowReader reads what was logged, once, whoever dies and whatever comes late (${seed})`, () => {
    const random = new Random(seed);
    const logger = new Logger(random.pick([64, 256, 4096, 65536]));
    const logged: Row[] = [];
    const read: Row[] = [];
    let columnCount = 0;
    let chunkCount = 0;
    let reader = new RowReader();
    const lateRecords: number[] = [];
    const readSome = (max: number) => {
      for (let i = 0; i < max; i++) {
        const rows = reader.next();
        if (rows === undefined) return;
        checkBlock(rows.block);
        if (random.chance(0.1)) return kill(); // Before the journal has them.
        rows.ack();
        read.push(...rowsOf(rows));
      }
    };
    const kill = () => {
      reader = nextReader(logger, columnCount, chunkCount);
      const next = read.length;
      for (const { step, hasRecords } of logged.slice(next)) {
        if (hasRecords && !lateRecords.includes(step)) assert(reader.addRecords(recordsOf(step)));
      }
    };
    const deliver = () => {
      reader.addColumns(logger.columns.slice(columnCount));
      columnCount = logger.columns.length;
      for (const { buffer } of logger.chunks.slice(chunkCount)) reader.addChunk(buffer);
      chunkCount = logger.chunks.length;
      for (const step of lateRecords.splice(0)) assert(reader.addRecords(recordsOf(step)));
    };
    while (logged.length < 2000) {
      if (random.chance(0.1)) logger.giveUp({ a: 2, "given up": "text" });
      const row = randomRow(random, logged.length);
      logger.add(row);
      logged.push(row);
      if (row.hasRecords) lateRecords.push(row.step);
      if (random.chance(0.5)) deliver();
      if (random.chance(0.2)) readSome(random.integer(1, 4));
      if (random.chance(0.01)) kill();
    }
    deliver();
    kill();
    for (let rows = reader.next(); rows !== undefined; rows = reader.next()) {
      rows.ack();
      read.push(...rowsOf(rows));
    }
    assertEquals(read.length, logged.length);
    assertEquals(read, logged);
    assertEquals(reader.addRecords(recordsOf(logged.length - 1)), false);
  });
}

Deno.test("RowReader ends a block at many rows, and reads columns of thousands of metrics", () => {
  const logger = new Logger(1024 ** 2);
  for (let step = 0; step < 10_000; step++) {
    logger.add({ step, globalStep: null, timeMs: 0, values: { a: step }, hasRecords: false });
  }
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`m${i}`, i]));
  for (let step = 10_000; step < 10_100; step++) {
    logger.add({ step, globalStep: 1, timeMs: 0, values: wide, hasRecords: false });
  }
  const reader = nextReader(logger, Infinity, Infinity);
  const counts: number[] = [];
  const buffers = new Set<ArrayBufferLike>();
  for (let rows = reader.next(); rows !== undefined; rows = reader.next()) {
    checkBlock(rows.block);
    counts.push(rows.block.rowCount);
    if (rows.block.columns.length < 1000) continue;
    for (const { values } of rows.block.columns.slice(4)) {
      if (!Array.isArray(values)) buffers.add(values.buffer);
    }
  }
  assertEquals(counts.reduce((sum, count) => sum + count, 0), 10_100);
  assert(Math.max(...counts) <= 4096);
  assert(buffers.size <= counts.length, "one buffer for the numbers of a block");
});

Deno.test("RowReader.hasRead() tells whether all rows of a moment have been read", () => {
  const logger = new Logger(64);
  const reader = new RowReader();
  assertEquals(reader.hasRead(reader.end), true);
  const add = (step: number) =>
    logger.add({ step, globalStep: null, timeMs: 0, values: { a: 1 }, hasRecords: false });
  for (let step = 0; step < 5; step++) add(step);
  reader.addColumns(logger.columns);
  for (const { buffer } of logger.chunks) reader.addChunk(buffer);
  const { end } = reader;
  add(5);
  let readCount = 0;
  while (!reader.hasRead(end)) readCount += reader.next()!.block.rowCount;
  assert(readCount >= 5);
});
