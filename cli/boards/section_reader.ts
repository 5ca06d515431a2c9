import { type BoardReader, BoardReadError, QueryError } from "../../reader/mod.ts";
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

  /**
   * Returns what `read` returns, or `undefined` if the board cannot be read there. Whoever made the
   * board may have written other columns: DuckDB's words alone would not say where.
   *
   * @param what What is read, for the message: the table, most often.
   */
  async read<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof BoardReadError) this.#readErrors.push(error.message);
      else if (isOfColumns(error)) {
        const [reason = ""] = error.message.split("\n");
        this.#readErrors.push(`Cannot read the ${what} of ${this.#reader.boardDir}: ${reason}`);
      } else throw error;
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

/** Whether DuckDB has refused a query of ours; its errors are of no class, and begin with their kind. */
function isOfColumns(error: unknown): error is Error {
  if (error instanceof QueryError) return error.kind === "failed" || error.kind === "syntax";
  return error instanceof Error && /^(Binder|Catalog|Conversion) Error: /.test(error.message);
}
