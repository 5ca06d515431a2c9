import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import type { QueryCancellation } from "../query/query_cancellation.ts";
import { BoardReadError } from "../shared/errors.ts";

/** Some rows of `metrics`, with the columns that these need. */
export interface MetricsPart {
  /** Their relation, as SQL that can follow FROM. */
  relation: string;
  /** The names of its columns, where they are known without asking DuckDB. */
  columnNames?: ReadonlySet<string>;
}

/** A board's tables at one moment, held for one query. */
export interface BoardSnapshot {
  /** The relation of each table, as SQL that can follow FROM. */
  relations: Readonly<Record<TableName, string>>;
  /**
   * What `metrics` is made of, in the order of steps: each part has the columns of its own rows, where
   * a query of the whole names every column for every one of them.
   */
  metricsParts: readonly MetricsPart[];
  /** The tables that may have rows; all others have none. */
  filled: ReadonlySet<TableName>;
  /** Why a table cannot be read, for each table that cannot. */
  unreadable: ReadonlyMap<TableName, string>;
  /** Begins to compare the files of a table that is read with the checksums that were kept of them. */
  compare(table: TableName): void;
  /**
   * Waits for all comparisons. What they find is recorded, and the next snapshot is without it.
   *
   * @returns Whether they found damage.
   */
  findDamage(cancellation?: QueryCancellation): Promise<boolean>;
  /** Whether files have changed since, so that what was read may be of two moments. */
  hasChanged(): boolean;
  /** Releases the files. */
  close(): Promise<void>;
}

/**
 * Checks that some tables of a snapshot can be read, and begins to compare their files with their
 * checksums.
 *
 * @throws {BoardReadError} Where one of them cannot, or there is no snapshot.
 */
export function checkReadable(
  snapshot: BoardSnapshot | undefined,
  isNeeded: (table: TableName) => boolean,
): asserts snapshot {
  if (snapshot === undefined) throw new BoardReadError("Cannot read the board");
  for (const [table, reason] of snapshot.unreadable) {
    if (isNeeded(table)) throw new BoardReadError(reason);
  }
  for (const table of TABLE_NAMES) if (isNeeded(table)) snapshot.compare(table);
}
