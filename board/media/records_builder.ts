import { CallBuffers } from "../memory/call_buffers.ts";
import { quote } from "../checks/format_value.ts";
import { checkTextLength, TextBudget } from "../checks/text_limit.ts";
import { withPath, wrapError } from "../checks/wrap_error.ts";
import { Histogram, toHistogramSource } from "./histogram.ts";
import { DeferredRecord, type RecordKind } from "./deferred_record.ts";
import { checkLogName } from "../checks/log_name.ts";
import { Media, toMedium } from "./media.ts";
import type { SharedPool } from "../memory/shared_pool.ts";
import { Table } from "./table.ts";
import { takeFile } from "./take_file.ts";
import type { RecordCell, Records } from "../../writer/records.ts";

/** A value of a log call that is not a scalar. */
export type RecordValue = Media | Table | Histogram | DeferredRecord;

/** The records of one log call, ready to be posted. */
export interface Shipment {
  records: Records;
  /** About how many bytes of memory they take. */
  byteCount: number;
  /** Frees their memory. */
  release(): void;
}

/** About how many bytes the records of a log call take besides their content, until they are stored. */
const CALL_BYTES = 2 * 1024;
/** About how many bytes an object takes besides its content. */
const MIN_BYTES = 256;

/** Whether a value belongs to another table than `metrics`. */
export function isRecordValue(value: unknown): value is RecordValue {
  return value instanceof Media || value instanceof Table || value instanceof Histogram ||
    value instanceof DeferredRecord;
}

/** Collects the media, tables and histograms of a log call. It is used again for the next call. */
export class RecordsBuilder {
  /** Whether the current call has any. */
  pending = false;
  readonly #pool: SharedPool;
  readonly #kinds = new Map<string, RecordKind>();
  #newKinds = new Map<string, RecordKind>();
  #buffers: CallBuffers;
  #media: Records["media"] = [];
  #tables: Records["tables"] = [];
  #histograms: Records["histograms"] = [];
  #byteCount = CALL_BYTES;

  /** @param pool Where the memory of copied arrays comes from. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
    this.#buffers = new CallBuffers(pool);
  }

  /** What a name was logged as, if not as a scalar. */
  kindOf(name: string): RecordKind | undefined {
    return this.#kinds.get(name);
  }

  /**
   * Checks and copies a value of the current call.
   *
   * @param refuse Called with each error. If it does not throw, the bad part is
   * skipped: an image of a list, a cell of a table, or the whole value.
   */
  add(name: string, value: RecordValue, refuse: (error: Error) => void): void {
    this.pending = true;
    const attempt = <Result>(work: () => Result): Result | undefined => {
      try {
        return work();
      } catch (error) {
        refuse(wrapError(`Cannot log ${quote(name)}`, error));
      }
    };
    const made = attempt(() => {
      this.#check(name, kindOf(value));
      return value instanceof DeferredRecord ? value.make() : value;
    });
    if (made === undefined) return;
    if (made instanceof Histogram) {
      attempt(() => this.#addHistogram(name, made));
    } else if (made instanceof Table) {
      const table = attempt(() => withinLimit(made));
      if (table !== undefined) this.#addTable(name, table, attempt);
    } else if (made instanceof Media) {
      attempt(() => this.#addMedium(name, 0, made));
    } else {
      made.forEach((media, index) =>
        attempt(() => {
          if (made.length === 1) return this.#addMedium(name, index, media);
          withPath(`element ${index}`, () => this.#addMedium(name, index, media));
        })
      );
    }
  }

  /** Returns the records of the current call, if there are any, and starts the next call. */
  take(step: number, globalStep: number | null, timeMs: number): Shipment | undefined {
    const buffers = this.#buffers;
    const byteCount = this.#byteCount + buffers.byteCount;
    const media = this.#media;
    const tables = this.#tables;
    const histograms = this.#histograms;
    for (const [name, kind] of this.#newKinds) this.#kinds.set(name, kind);
    this.#reset();
    if (media.length + tables.length + histograms.length === 0) return void buffers.release();
    return {
      records: { step, globalStep, timeMs, media, tables, histograms },
      byteCount,
      release: () => buffers.release(),
    };
  }

  /** Drops the records of the current call, which was refused. */
  discard(): void {
    this.#buffers.release();
    this.#reset();
  }

  #reset(): void {
    this.pending = false;
    this.#buffers = new CallBuffers(this.#pool);
    this.#media = [];
    this.#tables = [];
    this.#histograms = [];
    this.#newKinds = new Map();
    this.#byteCount = CALL_BYTES;
  }

  #check(name: string, given: RecordKind): void {
    checkLogName(name);
    const kind = this.#kinds.get(name);
    if (kind === undefined || kind === given) return;
    throw new TypeError(`expected a ${kind}, as it was first logged, received a ${given}`);
  }

  #addMedium(name: string, index: number, media: Media): number {
    const { caption } = media;
    if (caption !== null) checkTextLength("a caption", caption);
    const { type, source: found } = toMedium(media, this.#buffers);
    const source = found.kind === "file" ? takeFile(found, this.#buffers) : found;
    this.#byteCount += MIN_BYTES + 4 * (caption?.length ?? 0);
    // The media in a table have the table's name, which stays that of a table.
    if (!this.#newKinds.has(name)) this.#newKinds.set(name, "medium");
    return this.#media.push({ name, index, type, caption, source }) - 1;
  }

  #addTable(
    name: string,
    { columns, columnTypes, rows }: Table,
    attempt: (work: () => RecordCell) => RecordCell | undefined,
  ): void {
    this.#newKinds.set(name, "table");
    let index = 0;
    const cells = rows.map((row, number) =>
      columns.map((column, i): RecordCell => {
        const cell = row[i] ?? null;
        this.#byteCount += 16 + (typeof cell === "string" ? 4 * cell.length : 0);
        if (!(cell instanceof Media)) return cell;
        const where = `row ${number}, column ${quote(column)}`;
        const add = () => ({ media: this.#addMedium(name, index++, cell) });
        return attempt(() => withPath(where, add)) ?? null;
      })
    );
    this.#tables.push({ name, columns: [...columns], columnTypes: [...columnTypes], rows: cells });
  }

  #addHistogram(name: string, histogram: Histogram): void {
    const source = toHistogramSource(histogram, this.#buffers);
    if (source.kind === "counts") this.#byteCount += 16 * source.counts.length;
    this.#newKinds.set(name, "histogram");
    this.#histograms.push({ name, source });
  }
}

/** @throws {RangeError} For a table that is too large to be stored as one text. */
function withinLimit(table: Table): Table {
  const budget = new TextBudget();
  for (const column of table.columns) budget.add(column);
  for (const row of table.rows) for (const cell of row) budget.add(cell);
  return table;
}

/** What a value is logged as. */
export function kindOf(value: RecordValue): RecordKind {
  if (value instanceof DeferredRecord) return value.kind;
  if (value instanceof Table) return "table";
  return value instanceof Histogram ? "histogram" : "medium";
}
