import { OpenFile } from "../../system/open_file.ts";
import { hasParquetMagic } from "./parquet_magic.ts";

/**
 * A Parquet file as a blob, which parquet-wasm reads from. It reads a slice
 * from the file when the slice is asked for; a `Blob` of the whole file would
 * be held in memory.
 */
export class FileBlob extends Blob implements Disposable {
  readonly #file: OpenFile;
  readonly #size: number;

  /** Opens the file. @throws {Error} With the system's code, as `ENOENT`. */
  constructor(path: string) {
    super();
    this.#file = new OpenFile(path);
    this.#size = this.#file.size;
  }

  /** The file's size, when it was opened. */
  override get size(): number {
    return this.#size;
  }

  /** Some bytes of the file. @throws {Error} Where the file ends before. */
  override slice(start = 0, end = this.#size): Blob {
    return new Blob([this.#read(start, end - start)]);
  }

  /** @throws {Error} Where the file does not begin and end as Parquet files do. */
  checkMagic(): void {
    if (hasParquetMagic(this.#size, (start, length) => this.#read(start, length))) return;
    throw new Error('The file does not begin and end with "PAR1"');
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #read(start: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    if (this.#file.readFully(bytes, start)) return bytes;
    throw new Error(`The file ended before byte ${start + length}`);
  }
}
