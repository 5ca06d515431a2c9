import type { DuckDBDataChunk, DuckDBResult, DuckDBVarCharVector } from "@duckdb/node-api";
import type { SqlValue } from "./sql_result.ts";
import { toSqlValue } from "./sql_value.ts";

/** The columns of a result that are all DOUBLE; NULL is NaN. */
export async function readDoubles(result: DuckDBResult): Promise<Float64Array[]> {
  const pieces: Float64Array[][] = Array.from({ length: result.columnCount }, () => []);
  let rowCount = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    rowCount += chunk.rowCount;
    for (const [index, column] of pieces.entries()) column.push(doublesOf(chunk, index));
  }
  return pieces.map((column) => {
    const all = new Float64Array(rowCount);
    let at = 0;
    for (const piece of column) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  });
}

function doublesOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column) as unknown as DoubleVector;
  const values = vector.items.slice();
  // Without a bitmap all are valid.
  if (vector.validity.data !== null) {
    for (let row = 0; row < values.length; row++) {
      if (!vector.validity.itemValid(row)) values[row] = NaN;
    }
  }
  return values;
}

/** What `DuckDBDoubleVector` has, and its types do not tell. */
interface DoubleVector {
  items: Float64Array;
  validity: { data: BigUint64Array | null; itemValid(row: number): boolean };
}

/** The rows of a chunk. */
export function rowsOf(chunk: DuckDBDataChunk): SqlValue[][] {
  const rows: SqlValue[][] = Array.from({ length: chunk.rowCount }, () => []);
  for (let column = 0; column < chunk.columnCount; column++) {
    const hasMark = byteOrderMarks(chunk, column);
    for (const [row, value] of chunk.getColumnValues(column).entries()) {
      rows[row].push(hasMark?.(row) ? `\ufeff${value}` : toSqlValue(value));
    }
  }
  return rows;
}

/** Tells which texts of a column begin with a byte order mark: DuckDB's JavaScript takes it away. */
function byteOrderMarks(chunk: DuckDBDataChunk, column: number) {
  const vector = chunk.getColumnVector(column) as DuckDBVarCharVector;
  if (vector.constructor.name !== "DuckDBVarCharVector") return undefined;
  // A text is 16 bytes: its length, its first four bytes, and more.
  const { dataView } = vector as unknown as { dataView: DataView };
  return (row: number) =>
    dataView.getUint32(row * 16, true) >= 3 &&
    (dataView.getUint32(row * 16 + 4, true) & 0xffffff) === 0xbfbbef &&
    vector.getItem(row) !== null;
}
