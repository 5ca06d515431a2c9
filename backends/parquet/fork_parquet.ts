import { basename, join } from "@std/path";
import type { ForkFiles } from "../backend.ts";
import { isEventTable, TABLE_NAMES } from "../../format/tables.ts";
import { copyFileLater } from "../../system/copy_file.ts";
import { linkLater } from "../../system/link_file.ts";
import { syncFileLater } from "../../system/sync_file.ts";
import { ParquetFileReader } from "./parquet_file_reader.ts";
import { ParquetFileWriter } from "./parquet_file_writer.ts";
import type { ParquetPart } from "./parquet_part.ts";
import { tableParts } from "./table_parts.ts";

/** Copies Parquet files up to a step. Files that have no later rows are copied as they are. */
export const forkParquet: ForkFiles = async (fromDir, toDir, step, canLink) => {
  for (const table of TABLE_NAMES) {
    for (const part of await tableParts(fromDir, table)) {
      const target = join(toDir, basename(part.path));
      // The last step of an event table's part is not known without its rows.
      if (!isEventTable(table) && part.lastStep <= step) {
        if (canLink && await linkLater(part.path, target)) continue;
        await copyFileLater(part.path, target);
        await syncFileLater(target);
      } else if (!await copyRows(part, target, step)) break;
    }
  }
};

/** @returns Whether all of its rows are up to the step. */
async function copyRows(part: ParquetPart, target: string, step: number): Promise<boolean> {
  using reader = await ParquetFileReader.open(part.path);
  const file = new ParquetFileWriter(target, part.columns);
  try {
    const isWhole = await reader.copyUpTo(step, file);
    if (file.rowCount > 0) await file.close(() => {});
    else await file.abort();
    return isWhole;
  } catch (error) {
    await file.abort();
    throw error;
  }
}
