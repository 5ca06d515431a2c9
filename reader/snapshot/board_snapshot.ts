import type { TableName } from "../../format/tables.ts";
import { BoardReadError } from "../shared/errors.ts";

/** A board's tables at one moment, held for one query. */
export interface BoardSnapshot {
  /** The relation of each table, as SQL that can follow FROM. */
  relations: Readonly<Record<TableName, string>>;
  /** Why a table cannot be read, for each table that cannot. */
  unreadable: ReadonlyMap<TableName, string>;
  /** Whether files have changed since, so that what was read may be of two moments. */
  hasChanged(): boolean;
  /** Releases the files. */
  close(): Promise<void>;
}

/**
 * Checks that some tables of a snapshot can be read.
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
}
