import { join } from "@std/path";
import { checkFooter } from "../backends/parquet/check_footer.ts";
import { orderColumns } from "../format/board_columns.ts";
import { orderColumn, type TableName } from "../format/tables.ts";
import { copyRows } from "../reader/export/copy_rows.ts";
import { SandboxedDuckDb } from "../reader/query/sandboxed_duckdb.ts";
import { firstLineOf } from "../reader/shared/first_line.ts";
import { readParquetSql } from "../reader/snapshot/read_parquet_sql.ts";
import { StoreError } from "../stores/store_error.ts";

/**
 * Writes one Parquet file of a table: the rows of `data/`, and of `live/` the steps, or numbers, above
 * them.
 *
 * @param folder What is read and written; nothing else can be.
 * @param data The file of `data/`, in the folder; `undefined` where there is none.
 * @param live The pieces of `live/`, in the folder, in their order.
 * @param target The file to write, in the folder.
 * @throws {StoreError} `invalid` where a file is none as a board has it.
 */
export async function joinRows(
  { table, folder, data, live, target, memoryLimitBytes }: {
    table: TableName;
    folder: string;
    data?: string;
    live: readonly string[];
    target: string;
    memoryLimitBytes?: number;
  },
): Promise<void> {
  const paths = live.map((name) => join(folder, name));
  const order = orderColumn(table);
  const dataPath = data === undefined ? undefined : join(folder, data);
  try {
    for (const path of dataPath === undefined ? paths : [dataPath, ...paths]) {
      await checkFooter(path, table, orderColumns(table));
    }
    const directories = [folder];
    const duckdb = await SandboxedDuckDb.start({ directories, memoryLimitBytes });
    try {
      const above = `FROM ${readParquetSql(paths)}`;
      const query = dataPath === undefined ? above : `FROM ${readParquetSql([dataPath])}
        UNION ALL BY NAME ${above}
        WHERE ${order} > (SELECT coalesce(max(${order}), -1) FROM ${readParquetSql([dataPath])})`;
      const options = { format: "parquet", escapeFormulas: false } as const;
      await copyRows(duckdb.connection, query, join(folder, target), options);
    } finally {
      duckdb.close();
    }
  } catch (cause) {
    throw new StoreError("invalid", `Cannot read the rows of ${target}: ${firstLineOf(cause)}`, {
      cause,
    });
  }
}
