import * as arrow from "apache-arrow";
import * as parquet from "parquet-wasm";
import { BackendDamagedError } from "../backend.ts";
import { columnsOf, encodeBatch, encodeEmptyBatch, widenBatch } from "./arrow_batch.ts";
import { hasParquetMagic } from "./parquet_magic.ts";
import type { PartContent } from "../../format/parquet_parts.ts";
import type { DenseColumn } from "../dense_batch.ts";
import { StagedFile } from "../../system/staged_file.ts";
import type { ColumnDef, ColumnType } from "../../format/tables.ts";

/** Bounds the memory of a row group: this many values, and never more rows than that. */
const ROW_GROUP_VALUES = 1280 * 1024;
const ROW_GROUP_ROWS = 128 * 1024;
/** Rows with long texts make smaller row groups. */
const ROW_GROUP_BYTES = 64 * 1024 ** 2;

/** How many rows a row group of a table with so many columns has. */
export function rowGroupRows(columnCount: number): number {
  return Math.max(1024, Math.min(ROW_GROUP_ROWS, Math.floor(ROW_GROUP_VALUES / columnCount)));
}

/** How many rows to encode at once: that holds up the thread, by some ten milliseconds. */
export function batchRows(columnCount: number): number {
  return Math.max(1024, Math.floor(rowGroupRows(columnCount) / 4));
}

/** Encodes one Parquet file, a batch at a time. */
export class ParquetFileWriter {
  /** The columns of the file. */
  readonly columns: ColumnDef[];
  /** How many rows it has so far. */
  rowCount = 0;
  /** Its final name. */
  readonly path: string;
  readonly #batches = new TransformStream<parquet.RecordBatch, parquet.RecordBatch>();
  readonly #input = this.#batches.writable.getWriter();
  readonly #file: StagedFile;
  readonly #encoding: Promise<void>;

  /**
   * @param path The final name; until {@linkcode close} the file is `<path>.tmp`.
   * @param columns The columns of the file.
   */
  constructor(path: string, columns: readonly ColumnDef[]) {
    this.path = path;
    this.columns = [...columns];
    this.#file = new StagedFile(path);
    this.#encoding = this.#encode();
    this.#encoding.catch(() => {}); // It is thrown by the next write or close.
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
   * Ends the file and gives it its name.
   *
   * @param onChecksum Is given the file's CRC-32, before it has its name.
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
    for await (const chunk of output) await this.#file.write(chunk);
  }
}

/** A Parquet file of a board, read a row group at a time. */
export class ParquetFileReader implements Disposable {
  /** The file's columns. */
  readonly columns: ColumnDef[];
  readonly #path: string;
  readonly #source: FileBlob;
  readonly #file: parquet.ParquetFile;
  readonly #rowGroupCount: number;

  private constructor(path: string, source: FileBlob, file: parquet.ParquetFile) {
    this.#path = path;
    this.#source = source;
    this.#file = file;
    this.#rowGroupCount = file.metadata().numRowGroups();
    this.columns = columnsOf(arrow.tableFromIPC(file.schema().intoIPCStream()).schema);
  }

  /** Reads the footer of a file; throws where it is no whole Parquet file. */
  static async open(path: string): Promise<ParquetFileReader> {
    let source: FileBlob;
    try {
      source = new FileBlob(path);
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
      throw new BackendDamagedError(`${path} was removed during the run`, { cause });
    }
    try {
      source.checkMagic();
      return new ParquetFileReader(
        path,
        source,
        await catchTrap(parquet.ParquetFile.fromFile(source)),
      );
    } catch (cause) {
      source.close();
      throw new BackendDamagedError(
        `Cannot open ${path}: expected a Parquet file, found one that is none or is damaged; ` +
          `move it away, or give the board another boardId`,
        { cause },
      );
    }
  }

  /** What the file has in it. */
  async content(): Promise<PartContent> {
    const edge = async (rowGroup: number) => {
      const table = await this.#read({
        rowGroups: [rowGroup],
        columns: ["step", "global_step"],
        batchSize: ROW_GROUP_ROWS,
      });
      return arrow.tableFromIPC(table.intoIPCStream());
    };
    const head = await edge(0);
    const tail = this.#rowGroupCount === 1 ? head : await edge(this.#rowGroupCount - 1);
    const lastGlobal = tail.getChild("global_step")!.at(-1);
    return {
      rowCount: this.#file.metadata().fileMetadata().numRows(),
      firstStep: Number(head.getChild("step")!.at(0)),
      lastStep: Number(tail.getChild("step")!.at(-1)),
      lastGlobalStep: lastGlobal === null ? null : Number(lastGlobal),
      columns: this.columns,
    };
  }

  /** Copies all rows to a file that has at least the same columns. */
  async copyTo(target: ParquetFileWriter): Promise<void> {
    const sameColumns = JSON.stringify(target.columns) === JSON.stringify(this.columns);
    for (let group = 0; group < this.#rowGroupCount; group++) {
      const table = await this.#read({ rowGroups: [group], batchSize: ROW_GROUP_ROWS });
      const ipc = table.intoIPCStream();
      await target.writeIpc(sameColumns ? ipc : widenBatch(ipc, target.columns));
      // Lets the writer take new blocks meanwhile: all of this runs in microtasks.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  async #read(options: parquet.ReaderOptions): Promise<parquet.Table> {
    try {
      return await catchTrap(this.#file.read(options));
    } catch (cause) {
      throw new BackendDamagedError(`Cannot read ${this.#path}: the file is damaged`, { cause });
    }
  }

  /** Lets go of the file. */
  [Symbol.dispose](): void {
    try {
      this.#file.free();
    } catch {
      // What a trap has left in the middle of its work cannot be freed.
    }
    this.#source.close();
  }
}

/** A blob that reads its file when a slice is asked for, instead of holding it. */
class FileBlob extends Blob {
  readonly #file: Deno.FsFile;
  readonly #size: number;

  constructor(path: string) {
    super();
    this.#file = Deno.openSync(path);
    this.#size = this.#file.statSync().size;
  }

  override get size(): number {
    return this.#size;
  }

  override slice(start = 0, end = this.#size): Blob {
    return new Blob([this.#read(start, end)]);
  }

  #read(start: number, end: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(end - start);
    this.#file.seekSync(start, Deno.SeekMode.Start);
    for (let read = 0; read < bytes.length;) {
      const count = this.#file.readSync(bytes.subarray(read));
      if (count === null) throw new Error(`The file ended at byte ${start + read} of ${end}`);
      read += count;
    }
    return bytes;
  }

  checkMagic(): void {
    if (hasParquetMagic(this.#size, (start, length) => this.#read(start, start + length))) return;
    throw new Error('The file does not begin and end with "PAR1"');
  }

  close(): void {
    this.#file.close();
  }
}

/**
 * What a promise of parquet-wasm brings. On some damaged files its code traps
 * in a callback: the promise then never settles, and the error is nobody's,
 * which would end the thread.
 */
async function catchTrap<T>(promise: Promise<T>): Promise<T> {
  const { promise: trapped, reject } = Promise.withResolvers<never>();
  const onError = (event: ErrorEvent) => {
    if (!(event.error instanceof WebAssembly.RuntimeError)) return;
    event.preventDefault();
    reject(event.error);
  };
  globalThis.addEventListener("error", onError);
  try {
    return await Promise.race([promise, trapped]);
  } finally {
    globalThis.removeEventListener("error", onError);
  }
}

/** A Parquet file of one column, in one row group, without any value. */
export function encodeNulls(type: ColumnType, rowCount: number): Uint8Array {
  const columns = [{ name: "empty", type }];
  const table = parquet.Table.fromIPCStream(encodeEmptyBatch(columns, rowCount));
  return parquet.writeParquet(table, writerProperties(columns, rowCount));
}

/**
 * Dictionaries are for strings alone: tried on noisy doubles they cost five
 * times the time and make larger files. Statistics are those of row groups:
 * those of pages are lost when row groups are copied.
 */
function writerProperties(
  columns: readonly ColumnDef[],
  rowGroupSize: number,
): parquet.WriterProperties {
  let builder = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.SNAPPY)
    .setMaxRowGroupSize(rowGroupSize)
    .setMaxRowGroupBytes(ROW_GROUP_BYTES)
    .setStatisticsEnabled(parquet.EnabledStatistics.Chunk)
    .setDictionaryEnabled(false);
  for (const { name, type } of columns) {
    if (type === "string") builder = builder.setColumnDictionaryEnabled(name, true);
  }
  return builder.build();
}
