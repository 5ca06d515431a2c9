import type { DuckDBDataChunk, DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import { DuckDBVarCharVector } from "../duckdb/duckdb_bundle.js";
import { resultChunks } from "./result_chunks.ts";
import type { SqlValue } from "./sql_result.ts";
import { toSqlValue } from "./sql_value.ts";

/**
 * The rows of a result, a value per column.
 *
 * @param convert How values of DuckDB's become JavaScript's.
 */
export async function readRows(
  result: DuckDBResult,
  convert: (value: DuckDBValue) => SqlValue = toSqlValue,
): Promise<SqlValue[][]> {
  const rows: SqlValue[][] = [];
  for await (const chunk of resultChunks(result)) {
    for (const row of rowsOf(chunk, convert)) rows.push(row);
  }
  return rows;
}

function rowsOf(chunk: DuckDBDataChunk, convert: (value: DuckDBValue) => SqlValue): SqlValue[][] {
  const rows: SqlValue[][] = Array.from({ length: chunk.rowCount }, () => []);
  for (let column = 0; column < chunk.columnCount; column++) {
    const hasMark = byteOrderMarks(chunk, column);
    for (const [row, value] of chunk.getColumnValues(column).entries()) {
      rows[row]!.push(hasMark?.(row) ? `\ufeff${value}` : convert(value));
    }
  }
  return rows;
}

/**
 * Tells which strings of a column begin with a byte order mark: DuckDB's
 * library for Node.js removes it. `undefined` for a column of another type.
 */
function byteOrderMarks(chunk: DuckDBDataChunk, column: number) {
  const vector = chunk.getColumnVector(column);
  if (!(vector instanceof DuckDBVarCharVector)) return undefined;
  // A string takes 16 bytes: its length, its first four bytes, and more.
  const { dataView } = vector as unknown as { dataView: DataView };
  return (row: number) =>
    dataView.getUint32(row * 16, true) >= 3 &&
    (dataView.getUint32(row * 16 + 4, true) & 0xffffff) === 0xbfbbef &&
    vector.getItem(row) !== null;
}
