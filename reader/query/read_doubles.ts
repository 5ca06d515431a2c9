import type { DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import { resultChunks } from "./result_chunks.ts";
import { vectorOf } from "./vector.ts";

/** The columns of a result whose columns are all DOUBLE; NULL is NaN. */
export async function readDoubles(result: DuckDBResult): Promise<Float64Array[]> {
  const pieces: Float64Array[][] = Array.from({ length: result.columnCount }, () => []);
  let rowCount = 0;
  for await (const chunk of resultChunks(result)) {
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
  const { items, validity } = vectorOf(chunk, column);
  const values = items.slice();
  if (validity.data === null) return values;
  for (let row = 0; row < values.length; row++) {
    if (!validity.itemValid(row)) values[row] = NaN;
  }
  return values;
}
