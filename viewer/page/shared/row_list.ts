import type { SharedRows } from "../../protocol/shared_site.ts";
import { readColumn } from "./read_column.ts";
import type { SharedParts } from "./shared_parts.ts";

/** Rows further apart than this are read by requests of their own, in bytes. */
const MAX_GAP = 16 * 1024;

/** What one board logged under one name, as a list of rows of JSON. */
export class RowList<Row> {
  readonly #parts: SharedParts;
  readonly #rows: SharedRows;
  #steps?: Promise<Float64Array>;

  /** Reads nothing yet. */
  constructor(parts: SharedParts, rows: SharedRows) {
    this.#parts = parts;
    this.#rows = rows;
  }

  /** The step of each row, rising. */
  steps(): Promise<Float64Array> {
    this.#steps ??= readColumn(this.#parts, this.#rows.steps, 0, this.#rows.count);
    // One that failed is read again the next time.
    this.#steps.catch(() => this.#steps = undefined);
    return this.#steps;
  }

  /** Some rows, by their indices, which rise. */
  async rows(indices: readonly number[]): Promise<Row[]> {
    const first = indices[0];
    const last = indices.at(-1);
    if (first === undefined || last === undefined) return [];
    const ends = await readColumn(this.#parts, this.#rows.ends, Math.max(0, first - 1), last + 1);
    const endOf = (index: number) => index < 0 ? 0 : ends[index - Math.max(0, first - 1)] ?? 0;
    const rows: Promise<Row[]>[] = [];
    for (let i = 0; i < indices.length;) {
      const run = [indices[i] ?? 0];
      for (i++; i < indices.length; i++) {
        const [next, before] = [indices[i] ?? 0, run.at(-1) ?? 0];
        if (endOf(next - 1) - endOf(before) > MAX_GAP) break;
        run.push(next);
      }
      rows.push(this.#readRun(run, endOf));
    }
    return (await Promise.all(rows)).flat();
  }

  async #readRun(indices: readonly number[], endOf: (index: number) => number): Promise<Row[]> {
    const begin = endOf((indices[0] ?? 0) - 1);
    const end = endOf(indices.at(-1) ?? 0);
    const bytes = await this.#parts.read(this.#rows.at + begin, end - begin);
    const decoder = new TextDecoder();
    return indices.map((index) =>
      JSON.parse(decoder.decode(bytes.subarray(endOf(index - 1) - begin, endOf(index) - begin)))
    );
  }
}
