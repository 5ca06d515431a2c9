import * as arrow from "./arrow_bundle.js";
import * as parquet from "parquet-wasm";
import type { PartContent } from "../../format/parquet_parts.ts";
import type { ColumnDef } from "../../format/tables.ts";
import { isNotFound } from "../../system/error_code.ts";
import { sleep } from "../../system/sleep.ts";
import { BackendDamagedError } from "../backend.ts";
import { columnsOf, widenBatch } from "./arrow_batch.ts";
import { catchTrap } from "./catch_trap.ts";
import { FileBlob } from "./file_blob.ts";
import type { ParquetFileWriter } from "./parquet_file_writer.ts";
import { MAX_ROW_GROUP_ROWS } from "./row_group_size.ts";

/** Decodes a Parquet file of a board, a row group at a time. */
export class ParquetFileReader implements Disposable {
  /** The file's columns. */
  readonly columns: ColumnDef[];
  readonly #path: string;
  readonly #blob: FileBlob;
  readonly #file: parquet.ParquetFile;
  readonly #rowGroupCount: number;

  private constructor(path: string, blob: FileBlob, file: parquet.ParquetFile) {
    this.#path = path;
    this.#blob = blob;
    this.#file = file;
    this.#rowGroupCount = file.metadata().numRowGroups();
    this.columns = columnsOf(arrow.tableFromIPC(file.schema().intoIPCStream()).schema);
  }

  /**
   * Opens a file and reads its footer.
   *
   * @throws {BackendDamagedError} Where it was removed, or is no whole Parquet file.
   */
  static async open(path: string): Promise<ParquetFileReader> {
    let blob: FileBlob;
    try {
      blob = new FileBlob(path);
    } catch (cause) {
      if (!isNotFound(cause)) throw cause;
      throw new BackendDamagedError(`${path} was removed during the run`, { cause });
    }
    try {
      blob.checkMagic();
      const file = await catchTrap(parquet.ParquetFile.fromFile(blob));
      return new ParquetFileReader(path, blob, file);
    } catch (cause) {
      blob[Symbol.dispose]();
      throw new BackendDamagedError(
        `Cannot open ${path}: expected a Parquet file, found one that is none or is damaged; ` +
          `move it away, or give the board another boardId`,
        { cause },
      );
    }
  }

  /**
   * The file's content, from its footer and the first and last row group.
   *
   * @param order The column by which the rows are in order.
   */
  async content(order: string): Promise<PartContent> {
    const keysOf = async (rowGroup: number) => {
      const table = await this.#read({
        rowGroups: [rowGroup],
        columns: [order, "global_step"],
        batchSize: MAX_ROW_GROUP_ROWS,
      });
      return arrow.tableFromIPC(table.intoIPCStream());
    };
    const first = await keysOf(0);
    const last = this.#rowGroupCount === 1 ? first : await keysOf(this.#rowGroupCount - 1);
    const lastGlobalStep = last.getChild("global_step")!.at(-1);
    return {
      rowCount: this.#file.metadata().fileMetadata().numRows(),
      firstStep: Number(first.getChild(order)!.at(0)),
      lastStep: Number(last.getChild(order)!.at(-1)),
      lastGlobalStep: lastGlobalStep === null ? null : Number(lastGlobalStep),
      columns: this.columns,
    };
  }

  /** Copies all rows to a file that has at least the same columns. */
  async copyTo(target: ParquetFileWriter): Promise<void> {
    const hasSameColumns = JSON.stringify(target.columns) === JSON.stringify(this.columns);
    for (let rowGroup = 0; rowGroup < this.#rowGroupCount; rowGroup++) {
      const table = await this.#read({ rowGroups: [rowGroup], batchSize: MAX_ROW_GROUP_ROWS });
      const ipc = table.intoIPCStream();
      await target.writeIpc(hasSameColumns ? ipc : widenBatch(ipc, target.columns));
      await sleep(0); // All else here are microtasks: the journal would get no new blocks meanwhile.
    }
  }

  /** The last row group that begins with a step up to one, of a file whose steps rise; -1 for none. */
  async lastRowGroupUpTo(step: number): Promise<number> {
    let [low, high] = [0, this.#rowGroupCount];
    while (low < high) {
      const middle = (low + high) >> 1;
      const options = { rowGroups: [middle], columns: ["step"], limit: 1 };
      const rows = arrow.tableFromIPC((await this.#read(options)).intoIPCStream());
      if (Number(rows.getChild("step")!.at(0)) > step) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  /**
   * Copies the rows before the first one of a later step to a file that has the same columns.
   *
   * @param first The first row group of which rows are copied.
   * @returns Whether there is no such row.
   */
  async copyUpTo(step: number, target: ParquetFileWriter, first = 0): Promise<boolean> {
    for (let rowGroup = first; rowGroup < this.#rowGroupCount; rowGroup++) {
      const table = await this.#read({ rowGroups: [rowGroup], batchSize: MAX_ROW_GROUP_ROWS });
      const ipc = table.intoIPCStream();
      const rows = arrow.tableFromIPC(ipc);
      const steps = rows.getChild("step")!;
      let count = 0;
      // Rows of an event table may have no step.
      while (count < rows.numRows && !(Number(steps.at(count) ?? -1) > step)) count++;
      if (count === rows.numRows) await target.writeIpc(ipc);
      else {
        if (count > 0) await target.writeIpc(arrow.tableToIPC(rows.slice(0, count), "stream"));
        return false;
      }
      await sleep(0); // All else here are microtasks: the thread would show no sign of life.
    }
    return true;
  }

  /** The cells of some columns by their names, a row group at a time. */
  async *cells(columns: string[]): AsyncGenerator<Record<string, unknown[]>> {
    for (let rowGroup = 0; rowGroup < this.#rowGroupCount; rowGroup++) {
      const table = await this.#read({
        rowGroups: [rowGroup],
        columns,
        batchSize: MAX_ROW_GROUP_ROWS,
      });
      const rows = arrow.tableFromIPC(table.intoIPCStream());
      yield Object.fromEntries(
        columns.map((name) => [name, Array.from(rows.getChild(name) ?? [])]),
      );
      await sleep(0); // All else here are microtasks: the thread would show no sign of life.
    }
  }

  async #read(options: parquet.ReaderOptions): Promise<parquet.Table> {
    try {
      return await catchTrap(this.#file.read(options));
    } catch (cause) {
      throw new BackendDamagedError(`Cannot read ${this.#path}: the file is damaged`, { cause });
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    try {
      this.#file.free();
    } catch {
      // An object whose code trapped cannot be freed.
    }
    this.#blob[Symbol.dispose]();
  }
}
