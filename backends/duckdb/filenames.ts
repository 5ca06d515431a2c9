import { join } from "@std/path";
import { DUCKDB_FILE } from "../../format/files_format.ts";
import { orderColumn } from "../../format/tables.ts";
import type { FileWork } from "../backend.ts";
import { openFileOf } from "./open_file_of.ts";

/** The files that a table of `board.duckdb` names. */
export const filenames: FileWork["filenames"] = async (dataDir, table) => {
  const { duckdb, catalog } = await openFileOf(join(dataDir, DUCKDB_FILE));
  try {
    if (!(await catalog.tableNames()).includes(table)) return new Map();
    const rows = await duckdb.rows(
      `SELECT filename, max(${orderColumn(table)}) FROM board.main.${table} GROUP BY filename`,
    );
    return new Map(
      rows.flatMap(([name, last]) => typeof name === "string" ? [[name, Number(last)]] : []),
    );
  } finally {
    duckdb.close();
  }
};
