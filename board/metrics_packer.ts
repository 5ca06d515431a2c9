import { describe, quote } from "./describe.ts";
import { MetricColumn, type MetricType } from "./metric_column.ts";
import { MetricNames } from "./metric_names.ts";
import { isRecordValue, kindOf, RecordsBuilder, type RecordValue } from "./records_builder.ts";
import { toCell } from "./scalar.ts";
import type { SharedPool } from "./shared_pool.ts";
import type { Block, Column, ColumnDef } from "../writer/block.ts";

/** What {@linkcode MetricsPacker} does with a value that it cannot take. */
export type OnInvalid = "throw" | "warn";

/** A row's own bytes: step, global step and timestamp. */
const KEY_BYTES = 24;
const TWO_TO_32 = 2 ** 32;

/**
 * Packs the calls of `log()` into blocks of the table `metrics`, column by
 * column. This is the path that every logged number takes: it writes numbers
 * into typed arrays, and allocates nothing but those.
 */
export class MetricsPacker {
  /** Rows in the block so far. */
  rowCount = 0;
  /** Bytes in the block so far, about. */
  byteCount = 0;
  /** What the last call carried for the other tables. */
  readonly records: RecordsBuilder;

  readonly #columns = new Map<string, MetricColumn>();
  readonly #names = new MetricNames();
  readonly #onInvalid: OnInvalid;
  readonly #warned = new Set<string>();
  /** The columns of the call at hand; the first `#cellCount` are of it. */
  readonly #row: MetricColumn[] = [];
  #cellCount = 0;
  /** Columns that the call at hand is the first to use. */
  #added: MetricColumn[] = [];

  #firstStep = 0;
  #capacity = 0;
  /** 64-bit integers as pairs of 32-bit words: no BigInt is made a call. */
  #globalSteps = new Uint32Array(0);
  #timestamps = new Uint32Array(0);
  #globalStepRows = new Uint32Array(0);
  #globalStepCount = 0;

  /**
   * @param onInvalid What to do with a value that cannot be taken.
   * @param known The metrics of the run that is resumed.
   * @param pool The memory for arrays that are logged.
   */
  constructor(onInvalid: OnInvalid, known: readonly ColumnDef[], pool: SharedPool) {
    this.#onInvalid = onInvalid;
    this.records = new RecordsBuilder(pool);
    for (const { name, type } of known) {
      this.#names.add(name);
      this.#columns.set(name, new MetricColumn(name, type as MetricType));
    }
  }

  /**
   * Adds a row. Where it throws, nothing of the call is kept.
   *
   * @param step One more than that of the last row.
   * @param globalStep The global step, or `null`.
   * @param timeMs Milliseconds since 1970 UTC.
   * @param values The values by metric.
   */
  add(
    step: number,
    globalStep: number | null,
    timeMs: number,
    values: Readonly<Record<string, unknown>>,
  ): void {
    this.#cellCount = 0;
    // What a refused call has left.
    if (this.#added.length > 0) this.#added = [];
    if (this.records.pending) this.records.discard();
    // First all values are written behind the columns' ends, then all are
    // counted: a value that is refused leaves no trace of those before it.
    for (const name in values) {
      const value = values[name];
      const column = this.#columns.get(name);
      if (typeof value === "number" && column !== undefined && column.type === "double") {
        column.reserve();
        column.values[column.count] = value;
        this.#row[this.#cellCount++] = column;
      } else {
        this.#addCell(name, value, column);
      }
    }
    if (this.#added.length > 0) this.#keepAdded();
    const row = this.rowCount;
    for (let i = 0; i < this.#cellCount; i++) this.#row[i].push(row);
    this.#addKeys(step, globalStep, timeMs);
    this.byteCount += KEY_BYTES + 8 * this.#cellCount;
  }

  /** The block; the next row starts another. */
  take(): Block {
    const { rowCount } = this;
    const columns = this.#takeKeys();
    for (const column of this.#columns.values()) {
      if (column.count > 0) columns.push(column.take());
    }
    this.rowCount = 0;
    this.byteCount = 0;
    return {
      table: "metrics",
      rowCount,
      firstStep: this.#firstStep,
      lastStep: this.#firstStep + rowCount - 1,
      columns,
    };
  }

  /** All that is not a number for a metric of numbers. */
  #addCell(name: string, value: unknown, column: MetricColumn | undefined): void {
    try {
      if (isRecordValue(value)) return this.#addRecord(name, value, column);
      const cell = toCell(name, value);
      if (cell === undefined) {
        if (column === undefined) this.#names.check(name);
        return;
      }
      column ??= this.#addColumn(name, cell.type);
      if (column.type !== cell.type) throw this.#typeChanged(column, describe(value));
      column.reserve();
      const { values, count } = column;
      if (Array.isArray(values)) {
        values[count] = cell.value as string;
        this.byteCount += 2 * (cell.value as string).length;
      } else {
        values[count] = Number(cell.value);
      }
      this.#row[this.#cellCount++] = column;
    } catch (error) {
      this.#refuse(name, error);
    }
  }

  #addRecord(name: string, value: RecordValue, column: MetricColumn | undefined): void {
    if (column !== undefined) throw this.#typeChanged(column, `a ${kindOf(value)}`);
    this.records.add(name, value, (error) => {
      if (this.#onInvalid === "throw") throw error;
      this.#warnOnce(name, error);
    });
  }

  #refuse(name: string, error: unknown): void {
    if (this.#onInvalid === "throw") throw error;
    this.#warnOnce(name, error);
  }

  #addColumn(name: string, type: MetricType): MetricColumn {
    const kind = this.records.kindOf(name);
    if (kind !== undefined) {
      throw new TypeError(
        `Cannot log ${quote(name)}: expected a ${kind}, as it was first logged, ` +
          `received a ${type === "double" ? "number" : type}`,
      );
    }
    this.#names.check(name);
    const lowerCase = name.toLowerCase();
    const twin = this.#added.find((other) => other.name.toLowerCase() === lowerCase);
    if (twin !== undefined) {
      throw new RangeError(
        `Cannot log ${quote(name)}: it differs only in case from ${
          quote(twin.name)
        }, in the same call`,
      );
    }
    const column = new MetricColumn(name, type);
    this.#added.push(column);
    return column;
  }

  #keepAdded(): void {
    for (const column of this.#added) {
      this.#names.add(column.name);
      this.#columns.set(column.name, column);
    }
    this.#added = [];
  }

  #addKeys(step: number, globalStep: number | null, timeMs: number): void {
    const row = this.rowCount++;
    if (row === 0) this.#firstStep = step;
    if (row === this.#capacity) this.#reserveKeys();
    writeInt64(this.#timestamps, row, timeMs * 1000);
    if (globalStep === null) return;
    this.#globalStepRows[this.#globalStepCount] = row;
    writeInt64(this.#globalSteps, this.#globalStepCount++, globalStep);
  }

  #reserveKeys(): void {
    this.#capacity = Math.max(16, this.#capacity * 2);
    this.#timestamps = enlarge(this.#timestamps, this.#capacity * 2);
    this.#globalSteps = enlarge(this.#globalSteps, this.#capacity * 2);
    this.#globalStepRows = enlarge(this.#globalStepRows, this.#capacity);
  }

  #takeKeys(): Column[] {
    const { rowCount } = this;
    const steps = new Uint32Array(rowCount * 2);
    for (let row = 0; row < rowCount; row++) writeInt64(steps, row, this.#firstStep + row);
    const columns: Column[] = [{ name: "step", type: "int64", values: int64s(steps, rowCount) }];
    columns.push({
      name: "global_step",
      type: "int64",
      values: int64s(this.#globalSteps, this.#globalStepCount),
      rows: this.#globalStepRows.subarray(0, this.#globalStepCount),
    }, {
      name: "timestamp",
      type: "timestamp",
      values: int64s(this.#timestamps, rowCount),
    });
    this.#capacity = this.#globalStepCount = 0;
    this.#globalSteps = this.#timestamps = this.#globalStepRows = new Uint32Array(0);
    return columns;
  }

  #typeChanged(column: MetricColumn, received: string): TypeError {
    const expected = column.type === "double" ? "number" : column.type;
    return new TypeError(
      `Cannot log ${quote(column.name)}: expected a ${expected}, as it was first logged, ` +
        `received ${received}`,
    );
  }

  #warnOnce(name: string, error: unknown): void {
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    console.warn(`kohakuboard: ${(error as Error).message}; values like it are left out`);
  }
}

function writeInt64(words: Uint32Array, index: number, value: number): void {
  words[2 * index] = value; // modulo 2^32
  words[2 * index + 1] = Math.floor(value / TWO_TO_32);
}

function int64s(words: Uint32Array<ArrayBuffer>, count: number): BigInt64Array {
  return new BigInt64Array(words.buffer, 0, count);
}

function enlarge(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
