import * as parquet from "parquet-wasm";
import type { ColumnDef } from "../../format/tables.ts";
import { StagedFile } from "../../system/staged_file.ts";
import type { DenseColumn } from "../dense_batch.ts";
import { encodeBatch } from "./arrow_batch.ts";
import { rowGroupRows } from "./row_group_size.ts";
import { writerProperties } from "./writer_properties.ts";

/** Encodes one Parquet file, a batch at a time. */
export class ParquetFileWriter {
  /** The columns of the file. */
  readonly columns: ColumnDef[];
  /** How many rows it has so far. */
  rowCount = 0;
  /** Its final path. */
  readonly path: string;
  readonly #batches = new TransformStream<parquet.RecordBatch, parquet.RecordBatch>();
  readonly #input = this.#batches.writable.getWriter();
  readonly #file: StagedFile;
  readonly #encoding: Promise<void>;

  /**
   * @param path The final path; until {@linkcode close} the file is `<path>.tmp`.
   * @param columns The columns of the file.
   */
  constructor(path: string, columns: readonly ColumnDef[]) {
    this.path = path;
    this.columns = [...columns];
    this.#file = new StagedFile(path);
    this.#encoding = this.#encode();
    this.#encoding.catch(() => {}); // The next write or close throws it.
  }

  /** Adds rows. */
  write(columns: readonly DenseColumn[], rowCount: number): Promise<void> {
    return this.writeIpc(encodeBatch(columns, rowCount));
  }

  /** Adds the rows of an Arrow IPC stream with this file's columns. */
  async writeIpc(ipc: Uint8Array): Promise<void> {
    const table = parquet.Table.fromIPCStream(ipc);
    for (const batch of table.recordBatches()) {
      this.rowCount += batch.numRows;
      // The file's error, where there is one, rather than the stream's.
      await Promise.race([this.#input.write(batch), this.#encoding.then(() => {})]);
    }
    table.free();
  }

  /**
   * Ends the file and gives it its final name.
   *
   * @param onChecksum Receives the file's CRC-32, before the file has its name.
   */
  async close(onChecksum: (checksum: number) => void): Promise<void> {
    try {
      await Promise.race([this.#input.close(), this.#encoding]);
      await this.#encoding;
    } catch (error) {
      this.#file.abort();
      throw error;
    }
    await this.#file.close(onChecksum);
  }

  /** Gives the file up. */
  async abort(): Promise<void> {
    await this.#input.abort().catch(() => {});
    await this.#encoding.catch(() => {});
    this.#file.abort();
  }

  async #encode(): Promise<void> {
    const output: ReadableStream<Uint8Array> = await parquet.transformParquetStream(
      this.#batches.readable,
      writerProperties(this.columns, rowGroupRows(this.columns.length)),
    );
    // While the disk takes one chunk, the next one is encoded.
    let written = Promise.resolve();
    for await (const chunk of output) {
      await written;
      written = this.#file.write(chunk);
      written.catch(() => {}); // It is awaited with the next chunk, or with the end.
    }
    await written;
  }
}
