import { crc32 } from "node:zlib";

const NEWLINE = 10;

/**
 * A file of JSON objects, one a line. A line counts once its newline is there:
 * what a kill left of a last one is cut off by the next {@linkcode append}.
 */
export class JsonLinesFile<Line extends object> {
  readonly #path: string;
  /** Where the last whole line ends, and the checksum of all before. */
  #end = 0;
  #checksum = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Opens a file that need not exist yet; throws where it is of another kind. */
  static async open<Line extends object>(path: string): Promise<JsonLinesFile<Line>> {
    const file = new JsonLinesFile<Line>(path);
    const bytes = await file.#bytes();
    // An object in each line; the torn one at the end has its beginning.
    if (bytes.length > 0 && bytes[0] !== "{".charCodeAt(0)) throw file.#damaged();
    file.#end = bytes.lastIndexOf(NEWLINE) + 1;
    file.#checksum = crc32(bytes.subarray(0, file.#end));
    return file;
  }

  /** Adds lines, and waits until they are on the disk. */
  async append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const bytes = new TextEncoder().encode(lines.join("\n") + "\n");
    using file = await Deno.open(this.#path, { create: true, write: true });
    await file.truncate(this.#end);
    await file.seek(this.#end, Deno.SeekMode.Start);
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.syncData();
    this.#end += bytes.length;
    this.#checksum = crc32(bytes, this.#checksum);
  }

  /** Reads the lines; throws where they are not those that were written. */
  async *read(): AsyncGenerator<Line> {
    const bytes = (await this.#bytes()).subarray(0, this.#end);
    if (crc32(bytes) !== this.#checksum) throw this.#damaged();
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(NEWLINE, start) + 1;
      try {
        yield JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
      } catch (cause) {
        throw this.#damaged(cause);
      }
      start = end;
    }
  }

  async #bytes(): Promise<Uint8Array> {
    try {
      return await Deno.readFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Uint8Array();
      throw error;
    }
  }

  #damaged(cause?: unknown): Error {
    return new Error(`Cannot read ${this.#path}: expected JSON Lines, as they were written`, {
      cause,
    });
  }
}
