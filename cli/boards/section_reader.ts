import { type BoardReader, BoardReadError } from "../../reader/mod.ts";
import { listProblems, printProblems } from "../output/problems.ts";
import { plural } from "../text/format_number.ts";

/** Reads a board section by section. A section that cannot be read does not stop the others. */
export class SectionReader {
  readonly #reader: BoardReader;
  readonly #readErrors: string[] = [];

  /** @param reader Reads the board. The caller closes it. */
  constructor(reader: BoardReader) {
    this.#reader = reader;
  }

  /** What is damaged, and why sections could not be read. */
  get problems(): string[] {
    return [...new Set([...listProblems(this.#reader), ...this.#readErrors])];
  }

  /** Returns what `read` returns, or `undefined` if the board cannot be read there. */
  async read<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BoardReadError)) throw error;
      this.#readErrors.push(error.message);
    }
  }

  /**
   * Reports the problems on stderr.
   *
   * @throws {Error} If a section could not be read.
   */
  end(): void {
    printProblems(this.problems);
    if (this.#readErrors.length === 0) return;
    throw new Error(
      `Cannot show all of ${this.#reader.boardId}: ` +
        `${plural(this.#readErrors.length, "part")} cannot be read, see above`,
    );
  }
}
