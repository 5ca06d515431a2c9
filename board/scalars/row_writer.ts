import type { ColumnDef } from "../../format/tables.ts";
import {
  cellsOf,
  ENTRY_HEAD_CELLS,
  FIRST_CELL,
  FLAG_STEP,
  HAS_RECORDS,
  LISTS_COLUMNS,
  type RowChunk,
} from "../../writer/rows/row_chunk.ts";
import type { Metric } from "./metric.ts";
import type { NonFiniteWatch } from "./non_finite_watch.ts";

const MIN_CELLS = 16;
const CELL_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** What rows are written to. */
export interface RowSink {
  /** Names columns, by numbers from 0 on. */
  addColumns(columns: ColumnDef[]): void;
  /** Begins another chunk of memory, with room for so many bytes. */
  addChunk(minBytes: number): RowChunk;
}

/**
 * Writes rows to the memory that the writer reads, in the layout of
 * {@linkcode RowChunk}. A row is collected first: only then is it known how
 * much room it needs, and one that is given up has left no trace.
 */
export class RowWriter {
  readonly #sink: RowSink;
  #chunk?: RowChunk;
  /** The chunk's cells: room for none as long as there is no chunk. */
  #cells = new Float64Array(0) as Float64Array<ArrayBufferLike>;
  /** Where the next entry begins. */
  #end = 0;
  /** The metrics of the last row and, while a row is collected, its own first ones. */
  #metrics: Metric[] = [];
  /** How many metrics the last row had. */
  #lastCount = 0;
  /** The values of the row that is collected. */
  #values = new Float64Array(MIN_CELLS);
  #count = 0;
  /** Whether the row's metrics are those of the last one, as far as it is collected. */
  #isSame = true;
  #texts: Uint8Array[] = [];
  #textCells = 0;
  #columnCount = 0;
  readonly #encoder = new TextEncoder();

  /** @param sink Where the rows go. */
  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  /** The metric that the last row has at this place: most often the next one is the same. */
  get expectedMetric(): Metric | undefined {
    return this.#metrics[this.#count];
  }

  /** Adds a number; 0 or 1 for a boolean. */
  add(metric: Metric, value: number): void {
    const count = this.#count++;
    if (this.#metrics[count] !== metric) {
      this.#metrics[count] = metric;
      this.#isSame = false;
    }
    if (count === this.#values.length) this.#enlarge();
    this.#values[count] = value;
  }

  /** Adds a text. */
  addText(metric: Metric, text: string): void {
    const bytes = this.#encoder.encode(text);
    this.#texts.push(bytes);
    this.#textCells += cellsOf(bytes.length);
    this.add(metric, bytes.length);
  }

  /** Lets something look at the row that was collected. */
  show(watch: NonFiniteWatch): void {
    watch.look(this.#metrics, this.#values, this.#count);
  }

  /** Publishes the row that was collected. */
  publish(step: number, globalStep: number | null, timeMs: number, hasRecords: boolean): void {
    const count = this.#count;
    let isListed = !this.#isSame || count !== this.#lastCount;
    if (isListed) this.#nameMetrics();
    const size = ENTRY_HEAD_CELLS + (isListed ? 2 : 1) * count + this.#textCells;
    if (this.#end + size > this.#cells.length) {
      this.#beginChunk(ENTRY_HEAD_CELLS + 2 * count + this.#textCells);
      isListed = true;
    }
    const cells = this.#cells;
    let at = this.#end;
    cells[at] = FLAG_STEP * count + (isListed ? LISTS_COLUMNS : 0) + (hasRecords ? HAS_RECORDS : 0);
    cells[at + 1] = step;
    cells[at + 2] = globalStep ?? NaN;
    cells[at + 3] = timeMs;
    at += ENTRY_HEAD_CELLS;
    if (isListed) { for (let i = 0; i < count; i++) cells[at++] = this.#metrics[i]!.number; }
    const values = this.#values;
    for (let i = 0; i < count; i++) cells[at++] = values[i]!;
    if (this.#textCells > 0) at = this.#writeTexts(at);
    this.#end = at;
    this.#chunk?.publish(at);
    this.#lastCount = count;
    this.#startOver();
  }

  /** Drops the row that was collected. */
  giveUp(): void {
    // Its metrics have taken the places of the last row's, and may never come to be.
    this.#metrics.length = 0;
    this.#lastCount = -1;
    this.#startOver();
  }

  #nameMetrics(): void {
    const unnamed: ColumnDef[] = [];
    for (let i = 0; i < this.#count; i++) {
      const metric = this.#metrics[i];
      if (metric === undefined || metric.number !== -1) continue;
      metric.number = this.#columnCount++;
      unnamed.push({ name: metric.name, type: metric.type });
    }
    if (unnamed.length > 0) this.#sink.addColumns(unnamed);
  }

  #beginChunk(minCells: number): void {
    const chunk = this.#sink.addChunk((minCells + FIRST_CELL) * CELL_BYTES);
    this.#chunk = chunk;
    this.#cells = chunk.cells;
    this.#end = chunk.end;
  }

  #writeTexts(start: number): number {
    const { bytes } = this.#chunk!;
    let at = start;
    for (const text of this.#texts) {
      bytes.set(text, at * CELL_BYTES);
      at += cellsOf(text.length);
    }
    return at;
  }

  #startOver(): void {
    this.#count = 0;
    this.#isSame = true;
    if (this.#texts.length > 0) this.#texts = [];
    this.#textCells = 0;
  }

  #enlarge(): void {
    const larger = new Float64Array(2 * this.#values.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}
