import { dataKey, type Piece } from "../../format/remote_names.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { StoreError } from "../store_error.ts";
import type { RemoteBoard } from "./remote_board.ts";

/** A board was sent on while it was looked at: the next look finds another state. */
export class MovedError extends StoreError {}

/** What a table of a board in a store is made of. */
export interface TableContent {
  /** The key of its rows in `data/`; `undefined` where there are none. */
  data?: string;
  /** The pieces in `live/` with the steps above those, in their order. */
  pieces: Piece[];
  /** The last step that the names and the record tell, -1 without rows. */
  lastStep: number;
}

/** What the rows and the output of a board in a store are made of. */
export interface BoardContent {
  /** By table. */
  tables: ReadonlyMap<TableName, TableContent>;
  /** The pieces of `output.log`, in their order. */
  log: Piece[];
}

/**
 * Finds what of a board's objects makes up its tables and its output.
 *
 * @throws {MovedError} Where something is missing in between: the board was looked at while its run
 * ended, or what is there is damaged.
 */
export function contentOf(remote: RemoteBoard): BoardContent {
  const tables = TABLE_NAMES.map((table) => [table, tableContent(remote, table)] as const);
  return { tables: new Map(tables), log: follow(remote, "output.log", remote.pieces("log"), 0) };
}

function tableContent(remote: RemoteBoard, table: TableName): TableContent {
  const key = dataKey(table);
  const inData = remote.record.content.data[table] ?? -1;
  const hasData = remote.sizes.has(key);
  if (inData > -1 && !hasData) {
    throw new MovedError("invalid", `Cannot fetch ${remote.address}: its ${key} is missing`);
  }
  const pieces = follow(remote, table, remote.pieces(table), inData + 1);
  return { ...(hasData && { data: key }), pieces, lastStep: pieces.at(-1)?.last ?? inData };
}

/** The pieces from a place on. */
function follow(
  remote: RemoteBoard,
  what: string,
  pieces: readonly Piece[],
  from: number,
): Piece[] {
  let next = from;
  return pieces.filter(({ first, last }) => {
    if (last < next) return false;
    if (first > next) {
      throw new MovedError(
        "invalid",
        `Cannot fetch ${remote.address}: of its ${what}, ${next} to ${first - 1} is missing`,
      );
    }
    next = last + 1;
    return true;
  });
}
