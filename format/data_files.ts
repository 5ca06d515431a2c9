import { DUCKDB_FILE, formatOfBackend } from "./files_format.ts";
import { parsePartName } from "./parquet_parts.ts";
import { TABLE_NAMES } from "./tables.ts";

const DUCKDB_FILES: readonly string[] = [DUCKDB_FILE, `${DUCKDB_FILE}.wal`];
/** What the Parquet backend keeps beside its parts while a run lasts. */
const PARQUET_CHECKSUMS = "checksums.json";

/**
 * Whether a file in a board's folder `data` is one that its backend writes, by its name. Others are
 * somebody's, or whoever made the board has put them there: they are neither copied nor read, as
 * they may be of any size and yet take no room on the disk.
 *
 * @param backend The board's backend. Of a module of the user's all files may be.
 */
export function isDataFile(name: string, backend: string): boolean {
  switch (formatOfBackend(backend)) {
    case "duckdb":
      return DUCKDB_FILES.includes(name);
    case "parquet":
      return name === PARQUET_CHECKSUMS ||
        TABLE_NAMES.some((table) => table === parsePartName(name)?.table);
    case undefined:
      return true;
  }
}
