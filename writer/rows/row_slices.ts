import type { PublishedRows, RowReader } from "./row_reader.ts";

/** Rows are read for so long before the event loop turns. */
const SLICE_MS = 20;

/** Reads published rows a slice at a time: more would leave commits and requests no turn. */
export class RowSlices {
  readonly #rows: RowReader;
  readonly #onRows: (published: PublishedRows) => void;
  readonly #onSlice: () => void;
  #isNextDue = false;

  /**
   * @param onRows Puts rows into the journal.
   * @param onSlice Is called after each slice with rows.
   */
  constructor(rows: RowReader, onRows: (published: PublishedRows) => void, onSlice: () => void) {
    this.#rows = rows;
    this.#onRows = onRows;
    this.#onSlice = onSlice;
  }

  /**
   * Reads a slice of what is published, and the rest in later turns; returns whether there were any
   * rows. Of those that come meanwhile, only whole chunks are read: a block of a wide board takes as
   * long with few rows as with all that come until the next look.
   */
  read(): boolean {
    const deadline = performance.now() + SLICE_MS;
    const { end } = this.#rows;
    let found = false;
    while ((!this.#rows.hasRead(end) || this.#rows.hasWholeChunk) && this.#readBlock()) {
      found = true;
      if (performance.now() < deadline) continue;
      if (!this.#isNextDue) setTimeout(() => this.#readNext(), 0);
      this.#isNextDue = true;
      break;
    }
    if (found) this.#onSlice();
    return found;
  }

  /** Reads all rows that are published now. */
  readAll(): void {
    const { end } = this.#rows;
    while (!this.#rows.hasRead(end) && this.#readBlock());
  }

  #readNext(): void {
    this.#isNextDue = false;
    this.read();
  }

  #readBlock(): boolean {
    const published = this.#rows.next();
    if (published === undefined) return false;
    this.#onRows(published);
    return true;
  }
}
