import { formatValue, quote } from "../checks/format_value.ts";
import { Int64Cells } from "../memory/int64_cells.ts";
import { MetricColumn, type MetricType } from "./metric_column.ts";
import { MetricNames } from "./metric_names.ts";
import {
  isRecordValue,
  kindOf,
  RecordsBuilder,
  type RecordValue,
} from "../media/records_builder.ts";
import { RowList } from "../memory/row_list.ts";
import { toScalarCell } from "./scalar.ts";
import type { SharedPool } from "../memory/shared_pool.ts";
import type { Block, Column } from "../../format/block.ts";
import { type ColumnDef, KEY_COLUMNS } from "../../format/tables.ts";

/**
 * What happens to a value that cannot be logged: the call throws, or the value
 * is skipped with a warning.
 */
export type OnInvalid = "throw" | "warn";

/** How many bytes step, global step and timestamp of a row have. */
const KEY_BYTES = 24;

/**
 * Packs the calls of `log()` into blocks of the table `metrics`, column by
 * column. Every logged number takes this path. So numbers are written to typed
 * arrays, and nothing but those arrays is allocated.
 */
export class MetricsPacker {
  /** How many rows the block has so far. */
  rowCount = 0;
  /** About how many bytes the block has so far. */
  byteCount = 0;
  /** The media, tables and histograms of the last call. */
  readonly records: RecordsBuilder;
  /** Whether a row is half added: a getter, or a tensor's own method, is giving its value. */
  isAdding = false;

  readonly #columns = new Map<string, MetricColumn>();
  readonly #names = new MetricNames();
  readonly #onInvalid: OnInvalid;
  readonly #warned = new Set<string>();
  #warnings: string[] = [];
  /**
   * The columns of the last call, in its order. The next call most often has
   * the same metrics in the same order. Then no name is looked up in a map.
   */
  readonly #lastColumns: MetricColumn[] = [];
  /** New columns of the current call. */
  #newColumns: MetricColumn[] = [];

  readonly #pool: SharedPool;
  #firstStep = 0;
  readonly #steps: Int64Cells;
  readonly #globalSteps: Int64Cells;
  readonly #globalStepRows: RowList;
  readonly #timestamps: Int64Cells;

  /**
   * @param onInvalid What to do with a value that cannot be logged.
   * @param known The metrics of the run that is resumed.
   * @param pool Where the memory of blocks and of copied arrays comes from.
   */
  constructor(onInvalid: OnInvalid, known: readonly ColumnDef[], pool: SharedPool) {
    this.#onInvalid = onInvalid;
    this.#pool = pool;
    this.#steps = new Int64Cells(pool);
    this.#globalSteps = new Int64Cells(pool);
    this.#globalStepRows = new RowList(pool);
    this.#timestamps = new Int64Cells(pool);
    this.records = new RecordsBuilder(pool);
    for (const { name, type } of known) {
      this.#names.add(name);
      this.#columns.set(name, new MetricColumn(name, type as MetricType, pool));
    }
  }

  /** How many cells the rows have at most, empty ones included. */
  get cellCount(): number {
    return this.rowCount * (this.#columns.size + KEY_COLUMNS.length);
  }

  /**
   * Adds a row. If it throws, nothing of the call is recorded.
   *
   * It must not be called again, nor {@linkcode take}, while {@linkcode isAdding}.
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
    const columns = this.#lastColumns;
    const row = this.rowCount;
    let count = 0;
    this.isAdding = true;
    try {
      for (const name in values) {
        const value = values[name];
        let column: MetricColumn | undefined = columns[count];
        if (column?.name !== name) column = this.#columns.get(name);
        if (typeof value === "number" && column?.type === "double") column.pushDouble(value, row);
        else column = this.#addCell(name, value, column);
        if (column !== undefined) columns[count++] = column;
      }
    } catch (error) {
      this.#undo(count);
      throw error;
    }
    this.isAdding = false;
    if (this.#newColumns.length > 0) this.#keepNewColumns();
    this.#addKeys(step, globalStep, timeMs);
    this.byteCount += KEY_BYTES + 8 * count;
  }

  /** Prints the warnings of the last call. To be called when it is complete: a `console.warn` of the script's may log. */
  printWarnings(): void {
    if (this.#warnings.length === 0) return;
    for (const warning of this.#warnings.splice(0)) console.warn(warning);
  }

  /** Drops the row that is half added, for good: the script ends within its log call. */
  abandonRow(): void {
    if (!this.isAdding) return;
    for (const column of this.#columns.values()) column.popRow(this.rowCount);
    this.#undo(0);
  }

  /** Returns the block, and starts the next one. */
  take(): Block {
    const { rowCount } = this;
    const columns = this.#takeKeys();
    for (const column of this.#columns.values()) {
      if (!column.isEmpty) columns.push(column.take());
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

  /** Takes back the memory of a block that nobody reads any more. */
  recycle({ columns }: Block): void {
    for (const { values, rows } of columns) {
      if (!Array.isArray(values)) this.#pool.giveArray(values);
      if (rows !== undefined) this.#pool.giveArray(rows);
    }
  }

  /**
   * Adds a value that is not a number, or is the first of its metric.
   *
   * @returns The column that has a new cell, if any.
   */
  #addCell(
    name: string,
    value: unknown,
    column: MetricColumn | undefined,
  ): MetricColumn | undefined {
    try {
      if (isRecordValue(value)) {
        this.#addRecord(name, value, column);
        return undefined;
      }
      const cell = toScalarCell(name, value);
      if (cell === undefined) {
        if (column === undefined) this.#names.check(name);
        return undefined;
      }
      column ??= this.#addColumn(name, cell.type);
      if (column.type !== cell.type) throw this.#typeChanged(column, formatValue(value));
      column.push(cell.value, this.rowCount);
      if (cell.type === "string") this.byteCount += 2 * cell.value.length;
      return column;
    } catch (error) {
      if (this.#onInvalid === "throw") throw error;
      this.#warnOnce(name, error);
      return undefined;
    }
  }

  #addRecord(name: string, value: RecordValue, column: MetricColumn | undefined): void {
    if (column !== undefined) throw this.#typeChanged(column, `a ${kindOf(value)}`);
    this.records.add(name, value, (error) => {
      if (this.#onInvalid === "throw") throw error;
      this.#warnOnce(name, error);
    });
  }

  /** Removes the values of a call that is refused, of which `count` have been added. */
  #undo(count: number): void {
    for (const column of this.#lastColumns.splice(0).slice(0, count)) column.pop();
    this.#newColumns = [];
    this.isAdding = false;
    if (this.records.pending) this.records.discard();
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
    const twin = this.#newColumns.find((other) => other.name.toLowerCase() === lowerCase);
    if (twin !== undefined) {
      throw new RangeError(
        `Cannot log ${quote(name)}: it differs only in case from ${
          quote(twin.name)
        }, in the same call`,
      );
    }
    const column = new MetricColumn(name, type, this.#pool);
    this.#newColumns.push(column);
    return column;
  }

  #keepNewColumns(): void {
    for (const column of this.#newColumns) {
      this.#names.add(column.name);
      this.#columns.set(column.name, column);
    }
    this.#newColumns = [];
  }

  #addKeys(step: number, globalStep: number | null, timeMs: number): void {
    const row = this.rowCount++;
    if (row === 0) this.#firstStep = step;
    this.#steps.push(step);
    this.#timestamps.push(timeMs * 1000);
    if (globalStep === null) return;
    this.#globalStepRows.set(this.#globalSteps.count, row);
    this.#globalSteps.push(globalStep);
  }

  #takeKeys(): Column[] {
    const globalStepRows = this.#globalStepRows.take(this.#globalSteps.count);
    const globalSteps: Column = {
      name: "global_step",
      type: "int64",
      values: this.#globalSteps.take(),
    };
    if (globalStepRows !== undefined) globalSteps.rows = globalStepRows;
    return [
      { name: "step", type: "int64", values: this.#steps.take() },
      globalSteps,
      { name: "timestamp", type: "timestamp", values: this.#timestamps.take() },
    ];
  }

  #typeChanged(column: MetricColumn, received: string): TypeError {
    const expected = column.type === "double" ? "number" : column.type;
    return new TypeError(
      `Cannot log ${quote(column.name)}: expected a ${expected}, as it was first logged, ` +
        `received ${received}; with onInvalid: "warn" such values are skipped`,
    );
  }

  #warnOnce(name: string, error: unknown): void {
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    this.#warnings.push(`kohakuboard: ${(error as Error).message}; such values are skipped`);
  }
}
