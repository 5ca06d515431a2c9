import type { TableName } from "../../format/tables.ts";
import { BackendDamagedError } from "../backend.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import { findChangedRows } from "./changed_rows.ts";
import type { DuckDbCatalog } from "./duckdb_catalog.ts";
import { quoteName } from "./quote.ts";
import { countMisplacedSql, readAllSql, type RowRange } from "./verify_sql.ts";

/**
 * Reads back a table of the attached file.
 *
 * @param isBlockKept Whether the bytes from a place up to another one are as the earlier run left
 * them: the rows there are not read. Missing where nothing is known of them.
 * @throws {Error} Where it is not as it was written.
 */
export async function verifyTable(
  duckdb: BareDuckDb,
  catalog: DuckDbCatalog,
  table: TableName,
  isBlockKept?: (from: number, to: number) => boolean,
): Promise<void> {
  const name = `board.main.${quoteName(table)}`;
  let ranges: (RowRange | undefined)[] = [undefined]; // All rows.
  if (isBlockKept !== undefined) {
    const columns = (await catalog.columnsOf(table))
      .filter(({ type }) => type === "string" || type.endsWith("[]"))
      .map((column) => quoteName(column.name));
    if (columns.length > 0) await duckdb.run(readAllSql(name, { columns }));
    const blockBytes = await catalog.blockBytes();
    ranges = await findChangedRows(duckdb, name, { isKept: isBlockKept, blockBytes });
  }
  for (const rows of ranges) {
    await duckdb.run(readAllSql(name, { rows }));
    if (table !== "metrics") continue;
    // With the rows before and behind: those may be kept.
    const around = rows && { from: rows.from - 1, to: rows.to + 1 };
    if (await catalog.count(countMisplacedSql(name, around)) === 0) continue;
    throw new BackendDamagedError(`${catalog.path} has steps twice, or in a wrong order`);
  }
}
