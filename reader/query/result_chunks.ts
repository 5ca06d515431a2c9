import type { DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";

/** The chunks of a result, up to 2,048 rows each, in order. */
export async function* resultChunks(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk> {
  // An empty chunk is the end, as a missing one is.
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    yield chunk;
  }
}
