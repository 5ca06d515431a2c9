import type { DuckDBMaterializedResult } from "@duckdb/node-api";
import { sleep } from "../../system/sleep.ts";
import { vectorOf } from "./vector.ts";

/** So many chunks take some milliseconds, after which all else that waits has its turn. */
const CHUNKS_AT_ONCE = 100;

/**
 * The columns of a result whose columns are all DOUBLE; NULL is NaN. DuckDB has computed all of it:
 * to take a chunk where it lies takes half of the time of `resultChunks()`, which awaits each one.
 */
export async function readDoubles(result: DuckDBMaterializedResult): Promise<Float64Array[]> {
  const { chunkCount, columnCount, rowCount } = result;
  const columns = Array.from({ length: columnCount }, () => new Float64Array(rowCount));
  let at = 0;
  for (let index = 0; index < chunkCount; index++) {
    if (index > 0 && index % CHUNKS_AT_ONCE === 0) await sleep(0);
    const chunk = result.getChunk(index);
    for (const [column, all] of columns.entries()) {
      const { items, validity } = vectorOf(chunk, column);
      all.set(items, at);
      if (validity.data === null) continue;
      for (let row = 0; row < items.length; row++) {
        if (!validity.itemValid(row)) all[at + row] = NaN;
      }
    }
    at += chunk.rowCount;
  }
  return columns;
}
