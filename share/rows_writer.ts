import { signedJson } from "../format/negative_zero.ts";
import type { SharedRows } from "../viewer/protocol/shared_site.ts";
import { type ColumnStore, ColumnWriter } from "./column_writer.ts";
import type { PartWriter } from "./part_writer.ts";

/** Bytes of rows that are collected before they are written. */
const FLUSH_BYTES = 1024 ** 2;

/** Writes the rows of one name as JSON. */
export class RowsWriter {
  readonly #name: string;
  readonly #parts: PartWriter;
  readonly #steps: ColumnWriter;
  readonly #ends: ColumnWriter;
  readonly #encoder = new TextEncoder();
  #count = 0;
  #end = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #at?: number;

  /** Writes nothing yet. Nothing else may write to the parts until {@linkcode finish}. */
  constructor(name: string, parts: PartWriter, columns: ColumnStore) {
    this.#name = name;
    this.#parts = parts;
    this.#steps = new ColumnWriter(columns);
    this.#ends = new ColumnWriter(columns);
  }

  /** Adds the next row. */
  async push(row: { step: number }): Promise<void> {
    const bytes = this.#encoder.encode(signedJson(row));
    this.#count++;
    this.#end += bytes.length;
    this.#steps.push(row.step);
    this.#ends.push(this.#end);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= FLUSH_BYTES) await this.#flush();
  }

  /** Writes the rest. */
  async finish(): Promise<SharedRows> {
    await this.#flush();
    const [steps, ends] = [await this.#steps.finish(), await this.#ends.finish()];
    return { name: this.#name, count: this.#count, at: this.#at ?? 0, steps, ends };
  }

  async #flush(): Promise<void> {
    this.#at ??= this.#parts.size;
    for (const bytes of this.#waiting) await this.#parts.append(bytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
