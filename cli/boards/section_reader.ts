import { type BoardReader, BoardReadError } from "../../reader/mod.ts";
import { plural } from "../text/format.ts";
import { noteProblems, problemsOf } from "../output/problems.ts";

/** The parts of a board, one after the other: one that cannot be read keeps no other back. */
export class SectionReader {
  readonly #reader: BoardReader;
  readonly #reasons: string[] = [];

  /** Reads nothing yet. */
  constructor(reader: BoardReader) {
    this.#reader = reader;
  }

  /** What is damaged, and why parts could not be read. */
  get problems(): string[] {
    return [...new Set([...problemsOf(this.#reader), ...this.#reasons])];
  }

  /** What a part gives; `undefined` where it cannot be read. */
  async read<T>(part: () => Promise<T>): Promise<T | undefined> {
    try {
      return await part();
    } catch (error) {
      if (!(error instanceof BoardReadError)) throw error;
      this.#reasons.push(error.message);
    }
  }

  /**
   * Says on stderr what is damaged.
   *
   * @throws {Error} Where a part could not be read.
   */
  end(): void {
    noteProblems(this.problems);
    if (this.#reasons.length === 0) return;
    throw new Error(
      `Cannot show all of ${this.#reader.boardId}: ` +
        `${plural(this.#reasons.length, "part")} cannot be read, see above`,
    );
  }
}
