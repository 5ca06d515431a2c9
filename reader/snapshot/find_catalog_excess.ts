import { quoteText } from "../../backends/duckdb/quote.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";

/** A board has seven tables, and somebody may have added some more, or views. */
const MAX_ENTRIES = 1000;
/** The values of a type are in the catalog; no board has such a type. */
const MAX_TYPE_CHARACTERS = 1_000_000;

/**
 * What an attached file has in its catalog beyond all boards; `undefined` where it is fine. DuckDB
 * loads the catalog with each query of a board: two million values of an ENUM take four seconds.
 *
 * @param alias The name under which the file is attached.
 */
export async function findCatalogExcess(
  duckdb: SandboxedDuckDb,
  alias: string,
): Promise<string | undefined> {
  const own = `WHERE database_name = ${quoteText(alias)}`;
  const [[entries, characters] = []] = await duckdb.rows(`
    SELECT
      (SELECT count(*) FROM duckdb_tables() ${own}) +
        (SELECT count(*) FROM duckdb_views() ${own} AND NOT internal) +
        (SELECT count(*) FROM duckdb_types() ${own} AND NOT internal) +
        (SELECT count(*) FROM duckdb_functions() ${own} AND NOT internal) +
        (SELECT count(*) FROM duckdb_schemas() ${own} AND NOT internal) +
        (SELECT count(*) FROM duckdb_sequences() ${own}) +
        (SELECT count(*) FROM duckdb_indexes() ${own}),
      (SELECT coalesce(sum(length(data_type)), 0) FROM duckdb_columns()
         ${own} AND data_type_id = 104) + -- ENUM
        (SELECT coalesce(sum(list_sum(list_transform(labels, lambda one: length(one)))), 0)
         FROM duckdb_types() ${own})
  `);
  if (Number(entries) > MAX_ENTRIES) {
    return `it has ${entries} tables, views and the like, more than ${MAX_ENTRIES}`;
  }
  if (Number(characters) > MAX_TYPE_CHARACTERS) {
    return `its types have values of ${characters} characters, more than ${MAX_TYPE_CHARACTERS}`;
  }
  return undefined;
}
