import { formatOfBackend } from "../../format/files_format.ts";
import type { EarlierMetadata } from "../earlier_metadata.ts";

/**
 * Checks that a board can go back to an earlier row.
 *
 * @param earlier What is known of it; nothing where it is no board.
 * @throws {Error} Where it cannot; nothing was changed.
 */
export function checkRewindable(
  boardDir: string,
  earlier: EarlierMetadata | undefined,
): EarlierMetadata {
  const refuse = (reason: string) => new Error(`Cannot rewind ${boardDir}: ${reason}`);
  if (earlier === undefined) throw refuse("there is no such board");
  if (earlier.problem !== undefined) {
    throw refuse(`${earlier.problem}; complete it first, with kobo repair`);
  }
  const { backend } = earlier.metadata;
  if (formatOfBackend(backend) !== undefined) return earlier;
  throw refuse(`expected the backend duckdb or parquet, found ${JSON.stringify(backend)}`);
}
