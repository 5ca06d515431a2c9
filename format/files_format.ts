import { join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { namesIn } from "../system/entries_in.ts";
import { parsePartName } from "./parquet_parts.ts";
import { rowsFolderOf } from "./rows_folder.ts";
import { TABLE_NAMES } from "./tables.ts";

/** The database of a board of the backend DuckDB, in its folder `data`. */
export const DUCKDB_FILE = "board.duckdb";

/** The formats that the reader can read. */
export type FilesFormat = "duckdb" | "parquet";

/**
 * The format of the files in a board's folder; `undefined` where it has none.
 * A run that has not committed yet may have files only in `journal/base`, which
 * an earlier run left.
 */
export function filesFormatIn(boardDir: string): FilesFormat | undefined {
  const rowsDir = attempt(() => rowsFolderOf(boardDir)) ?? boardDir; // It may be closed to us.
  const dataDir = join(rowsDir, "data");
  for (const dir of [dataDir, join(dataDir, "journal", "base")]) {
    const names = attempt(() => namesIn(dir)) ?? [];
    if (names.includes(DUCKDB_FILE)) return "duckdb";
    const isPart = (name: string) =>
      TABLE_NAMES.some((table) => table === parsePartName(name)?.table);
    if (names.some(isPart)) return "parquet";
  }
  return undefined;
}

/** The format that a backend writes; `undefined` for a backend that the reader does not know. */
export function formatOfBackend(backend: string | undefined): FilesFormat | undefined {
  return backend === "duckdb" || backend === "parquet" ? backend : undefined;
}
