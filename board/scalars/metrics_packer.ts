import { messageOf } from "../../system/message_of.ts";
import { formatValue, quote } from "../checks/format_value.ts";
import type { NonFiniteWatch } from "./non_finite_watch.ts";
import type { Metric, MetricType } from "./metric.ts";
import { MetricNames } from "./metric_names.ts";
import {
  isRecordValue,
  kindOf,
  RecordsBuilder,
  type RecordValue,
  type Shipment,
} from "../media/records_builder.ts";
import { toScalarCell } from "./scalar.ts";
import type { SharedPool } from "../memory/shared_pool.ts";
import { type ColumnDef, MAX_METRICS } from "../../format/tables.ts";
import { type RowSink, RowWriter } from "./row_writer.ts";

/** A number as `toFixed()` and files of text have it, with a point or an exponent: "42" may be an id. */
const NUMBER_TEXT = /^\s*[-+]?(\d+\.\d*|\.\d+|\d+(?=e))(e[-+]?\d+)?\s*$/i;

/** No metric has this name: the warning is of none. */
const NO_NAME = "";

/**
 * What happens to a value that cannot be logged: the call throws, or the value
 * is skipped with a warning.
 */
export type OnInvalid = "throw" | "warn";

/**
 * Checks the calls of `log()`, and writes each as a row of the table `metrics`
 * to the memory that the writer reads. Every logged number takes this path. So
 * numbers are written to typed arrays, and nothing is allocated.
 */
export class MetricsPacker {
  /** The media, tables and histograms of the current call. */
  readonly #records: RecordsBuilder;
  readonly #metrics = new Map<string, Metric>();
  readonly #names = new MetricNames();
  readonly #onInvalid: OnInvalid;
  readonly #warned = new Set<string>();
  /** Whether {@linkcode printWarnings} has any: a field, as each log call asks. */
  hasWarnings = false;
  #warnings: string[] = [];
  /** Whether a row is half added: a getter, or a tensor's own method, is giving its value. */
  #isAdding = false;
  /** New metrics of the current call, by their names in lower case. */
  readonly #newMetrics = new Map<string, Metric>();
  readonly #row: RowWriter;
  readonly #watch?: NonFiniteWatch;

  /**
   * @param onInvalid What to do with a value that cannot be logged.
   * @param known The metrics of the run that is resumed.
   * @param pool Where the memory of copied arrays comes from.
   * @param sink Takes the rows to the writer.
   * @param watch Looks at each row.
   */
  constructor(
    onInvalid: OnInvalid,
    known: readonly ColumnDef[],
    pool: SharedPool,
    sink: RowSink,
    watch?: NonFiniteWatch,
  ) {
    this.#watch = watch;
    this.#onInvalid = onInvalid;
    this.#records = new RecordsBuilder(pool);
    this.#row = new RowWriter(sink);
    for (const { name, type } of known) this.#keep({ name, type: type as MetricType, number: -1 });
  }

  /**
   * Adds a row, and publishes it. If it throws, nothing of the call is recorded.
   *
   * @param step One more than that of the last row.
   * @param globalStep The global step, or `null`.
   * @param timeMs Milliseconds since 1970 UTC.
   * @param values The values by metric.
   * @returns The records of the call, where it has any: they are to be sent.
   * @throws {Error} Also where a call is being added: one whose getter logs.
   */
  add(
    step: number,
    globalStep: number | null,
    timeMs: number,
    values: Readonly<Record<string, unknown>>,
  ): Shipment | undefined {
    if (this.#isAdding) this.checkNotAdding("log()");
    const row = this.#row;
    this.#isAdding = true;
    try {
      for (const name in values) {
        const value = values[name];
        const expected = row.expectedMetric;
        const metric = expected?.name === name ? expected : this.#metrics.get(name);
        if (typeof value === "number" && metric?.type === "double") row.add(metric, value);
        else this.#addCell(name, value, metric);
      }
      if (this.#newMetrics.size > 0) this.#keepNewMetrics();
      const shipment = this.#records.pending
        ? this.#records.take(step, globalStep, timeMs)
        : undefined;
      if (this.#watch !== undefined) row.show(this.#watch);
      row.publish(step, globalStep, timeMs, shipment !== undefined);
      this.#isAdding = false;
      return shipment;
    } catch (error) {
      this.#isAdding = false;
      this.#discard();
      throw error;
    }
  }

  /** Prints the warnings of the last call. To be called when it is complete: a `console.warn` of the script's may log. */
  printWarnings(): void {
    this.hasWarnings = false;
    for (const warning of this.#warnings.splice(0)) console.warn(warning);
  }

  /** The names of all metrics that were logged, by earlier runs of the board too. */
  get metricNames(): Iterable<string> {
    return this.#metrics.keys();
  }

  /**
   * Checks that no log call is at work: one whose getter calls the board again.
   *
   * @throws {Error} Where one is.
   */
  checkNotAdding(call: string): void {
    if (!this.#isAdding) return;
    throw new Error(
      `Cannot call ${call} within a log call: a value's getter or method has called it; ` +
        `read the value first, then log it`,
    );
  }

  /** Drops the row that is half added, for good: the script ends within its log call. */
  abandonRow(): void {
    if (!this.#isAdding) return;
    this.#isAdding = false;
    this.#discard();
  }

  /** Adds a value that is not a number, or is the first of its metric. */
  #addCell(name: string, value: unknown, metric: Metric | undefined): void {
    try {
      if (isRecordValue(value)) return this.#addRecord(name, value, metric);
      const cell = toScalarCell(name, value);
      if (cell === undefined) {
        if (metric === undefined) this.#names.check(name);
        return;
      }
      if (metric === undefined) {
        if (this.#metrics.size + this.#newMetrics.size >= MAX_METRICS) {
          return this.#refuseMetric(name);
        }
        metric = this.#addMetric(name, cell.type);
        if (cell.type === "string") this.#warnIfNumber(name, cell.value);
      }
      if (metric.type !== cell.type) throw this.#typeChanged(metric, formatValue(value));
      if (cell.type === "string") this.#row.addText(metric, cell.value);
      else this.#row.add(metric, Number(cell.value));
    } catch (error) {
      if (this.#onInvalid === "throw") throw error;
      this.#warnOnce(name, error);
    }
  }

  /** The board has no room for another metric. One warning for all: there may be as many as names. */
  #refuseMetric(name: string): void {
    const reason =
      `Cannot log ${quote(name)}: expected at most ${MAX_METRICS} metrics per board, ` +
      `as each is a column, received another one; log many values of one kind as a Histogram or ` +
      `as rows of a Table`;
    if (this.#onInvalid === "throw") throw new RangeError(reason);
    this.#warn(NO_NAME, `${reason}; new metrics are skipped from now on`);
  }

  #addRecord(name: string, value: RecordValue, metric: Metric | undefined): void {
    if (metric !== undefined) throw this.#typeChanged(metric, `a ${kindOf(value)}`);
    this.#records.add(name, value, (error) => {
      if (this.#onInvalid === "throw") throw error;
      this.#warnOnce(name, error);
    });
  }

  /** Drops what has been added of a call. */
  #discard(): void {
    this.#row.giveUp();
    this.#newMetrics.clear();
    if (this.#records.pending) this.#records.discard();
  }

  #addMetric(name: string, type: MetricType): Metric {
    const kind = this.#records.kindOf(name);
    if (kind !== undefined) {
      throw new TypeError(
        `Cannot log ${quote(name)}: expected a ${kind}, as it was first logged, ` +
          `received a ${type === "double" ? "number" : type}`,
      );
    }
    this.#names.check(name);
    const lowerCase = name.toLowerCase();
    const twin = this.#newMetrics.get(lowerCase);
    if (twin !== undefined) {
      throw new RangeError(
        `Cannot log ${quote(name)}: it differs only in case from ${
          quote(twin.name)
        }, in the same call`,
      );
    }
    const metric = { name, type, number: -1 };
    this.#newMetrics.set(lowerCase, metric);
    return metric;
  }

  #keepNewMetrics(): void {
    for (const metric of this.#newMetrics.values()) this.#keep(metric);
    this.#newMetrics.clear();
  }

  #keep(metric: Metric): void {
    this.#names.add(metric.name);
    this.#metrics.set(metric.name, metric);
  }

  #typeChanged(metric: Metric, received: string): TypeError {
    const expected = metric.type === "double" ? "number" : metric.type;
    return new TypeError(
      `Cannot log ${quote(metric.name)}: expected a ${expected}, as it was first logged, ` +
        `received ${received}` +
        (this.#onInvalid === "throw" ? '; with onInvalid: "warn" such values are skipped' : ""),
    );
  }

  #warnOnce(name: string, error: unknown): void {
    this.#warn(name, `${messageOf(error)}; such values are skipped`);
  }

  /** A metric of text has no chart, for good: whoever forgot to parse a number should hear of it at once. */
  #warnIfNumber(name: string, text: string): void {
    if (!NUMBER_TEXT.test(text)) return;
    this.#warn(
      name,
      `${quote(name)} is a metric of text from now on, as its first value is the string ` +
        `${quote(text)}; for a chart, log Number(…) of it`,
    );
  }

  #warn(name: string, message: string): void {
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    this.hasWarnings = true;
    this.#warnings.push(`kohakuboard: ${message}`);
  }
}
