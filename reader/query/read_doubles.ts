import type { DuckDBDataChunk, DuckDBMaterializedResult } from "@duckdb/node-api";
import { sleep } from "../../system/sleep.ts";
import { vectorOf } from "./vector.ts";

/** So many chunks take some milliseconds, after which all else that waits has its turn. */
const CHUNKS_AT_ONCE = 100;

/** The columns of a result whose columns are all DOUBLE; NULL is NaN. */
export async function readDoubles(result: DuckDBMaterializedResult): Promise<Float64Array[]> {
  const { columnCount, rowCount } = result;
  const columns = Array.from({ length: columnCount }, () => new Float64Array(rowCount));
  let at = 0;
  for await (const { columns: part, chunk } of doublesInParts(result)) {
    for (const [column, all] of columns.entries()) all.set(part[column]!, at);
    at += chunk.rowCount;
  }
  return columns;
}

/** Some thousand rows of a result: DuckDB's memory, which is there as long as the chunk is held. */
export interface DoublesPart {
  /** Each of the columns; NULL is NaN. */
  columns: Float64Array[];
  chunk: DuckDBDataChunk;
}

/**
 * As {@linkcode readDoubles}, where the rows lie. DuckDB has computed all of them: to take a chunk so
 * takes half of the time of `resultChunks()`, which awaits each one.
 */
export async function* doublesInParts(
  result: DuckDBMaterializedResult,
): AsyncGenerator<DoublesPart> {
  const { chunkCount, columnCount } = result;
  for (let index = 0; index < chunkCount; index++) {
    if (index > 0 && index % CHUNKS_AT_ONCE === 0) await sleep(0);
    const chunk = result.getChunk(index);
    const columns = Array.from({ length: columnCount }, (_, column) => {
      const { items, validity } = vectorOf(chunk, column);
      if (validity.data === null) return items;
      return items.map((value, row) => validity.itemValid(row) ? value : NaN);
    });
    yield { columns, chunk };
  }
}
