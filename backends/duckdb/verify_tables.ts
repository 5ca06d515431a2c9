import type { TableName } from "../../format/tables.ts";
import { BackendDamagedError } from "../backend.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import { findChangedRows } from "./changed_rows.ts";
import type { DuckDbCatalog } from "./duckdb_catalog.ts";
import { quoteName } from "./quote.ts";
import { countMisplacedSql, readAllSql, type RowRange } from "./verify_sql.ts";

/**
 * DuckDB keeps what it knows of each column of a row group until the file is detached: 4 KB, 0.9 GB
 * for 200,000 rows of 5,000 columns. So columns of about so many cells are read at a time, …
 */
const PART_CELLS = 64 * 1024 ** 2;
/** … but no fewer columns: to attach a file and look at its catalog again takes a tenth of a second. */
const MIN_PART_COLUMNS = 512;
/** A query of more columns takes more than its share: of 50,000 it is planned for 5 s, not for 2. */
const MAX_QUERY_COLUMNS = 4096;

/** An attached file whose tables are read back. */
export interface VerifiedFile {
  duckdb: BareDuckDb;
  catalog: DuckDbCatalog;
  /** Detaches the file and attaches it again. */
  reattach(): Promise<void>;
}

/**
 * Reads back the tables of the attached file.
 *
 * @param rowCounts How many rows each has.
 * @param isBlockKept Whether the bytes from a place up to another one are as the earlier run left
 * them: the rows there are not read. Missing where nothing is known of them.
 * @throws {Error} Where it is not as it was written.
 */
export async function verifyTables(
  file: VerifiedFile,
  rowCounts: ReadonlyMap<TableName, number>,
  isBlockKept?: IsBlockKept,
): Promise<void> {
  for (const [table, rowCount] of rowCounts) {
    await verifyTable(file, { table, rowCount }, isBlockKept);
  }
}

type IsBlockKept = (from: number, to: number) => boolean;

/** A table, and what it has. */
interface CountedTable {
  table: TableName;
  rowCount: number;
}

async function verifyTable(
  file: VerifiedFile,
  counted: CountedTable,
  isBlockKept?: IsBlockKept,
): Promise<void> {
  const { duckdb, catalog } = file;
  const { table } = counted;
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
    if (rows === undefined) await readAll(file, counted);
    else await duckdb.run(readAllSql(name, { rows }));
    if (table !== "metrics") continue;
    // With the rows before and behind: those may be kept.
    const around = rows && { from: rows.from - 1, to: rows.to + 1 };
    if (await catalog.count(countMisplacedSql(name, around)) === 0) continue;
    throw new BackendDamagedError(`${catalog.path} has steps twice, or in a wrong order`);
  }
}

/** Reads all rows of a table, and of a wide one some columns at a time. */
async function readAll(
  { duckdb, catalog, reattach }: VerifiedFile,
  { table, rowCount }: CountedTable,
): Promise<void> {
  const columns = (await catalog.columnsOf(table)).map(({ name }) => quoteName(name));
  const size = Math.max(MIN_PART_COLUMNS, Math.floor(PART_CELLS / rowCount));
  for (let first = 0; first < columns.length; first += size) {
    if (first > 0) await reattach();
    const end = Math.min(first + size, columns.length);
    for (let from = first; from < end; from += MAX_QUERY_COLUMNS) {
      const part = columns.slice(from, Math.min(from + MAX_QUERY_COLUMNS, end));
      await duckdb.run(readAllSql(`board.main.${quoteName(table)}`, { columns: part }));
    }
  }
  if (columns.length > size) await reattach();
}
