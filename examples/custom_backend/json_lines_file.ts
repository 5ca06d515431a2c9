import { BackendDamagedError } from "@kohakuboard/client";

const NEWLINE = 10;

/**
 * A file of JSON objects, one per line. A line counts once its newline is
 * there. A part of a last line, which a kill has left, is cut off by the next
 * {@linkcode append}.
 */
export class JsonLinesFile<Line extends object> {
  readonly #path: string;
  /** Where the last whole line ends. */
  #end = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Opens a file, which need not exist yet. Throws where it is not of this format. */
  static async open<Line extends object>(path: string): Promise<JsonLinesFile<Line>> {
    const file = new JsonLinesFile<Line>(path);
    const bytes = await file.#bytes();
    // Even a torn first line has its brace. A file without it is not ours, and must not be cut.
    if (bytes.length > 0 && bytes[0] !== "{".charCodeAt(0)) throw file.#damaged();
    file.#end = bytes.lastIndexOf(NEWLINE) + 1;
    return file;
  }

  /** Reads the whole lines; throws where one is not JSON. */
  async *read(): AsyncGenerator<Line> {
    const bytes = (await this.#bytes()).subarray(0, this.#end);
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
    return new BackendDamagedError(`Cannot read ${this.#path}: expected a JSON object a line`, {
      cause,
    });
  }
}
