import { basename } from "@std/path";
import type { PartContent } from "../../format/parquet_parts.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import type { ParquetChecksums } from "./parquet_checksums.ts";
import { ParquetFileReader } from "./parquet_file_reader.ts";

/** One complete Parquet file of a table. */
export interface ParquetPart extends PartContent {
  /** Absolute. */
  path: string;
  /** The number in its name, 0 for none. */
  number: number;
}

/**
 * Reads a part's content from its footer.
 *
 * @param order The column by which its rows are in order.
 * @throws {BackendDamagedError} Where it is damaged.
 */
export async function readPart(path: string, number: number, order: string): Promise<ParquetPart> {
  using reader = await ParquetFileReader.open(path);
  return { path, number, ...await reader.content(order) };
}

/** Removes files, and their checksums with them. A file that is not there is no error. */
export function removeFiles(paths: readonly string[], checksums: ParquetChecksums): void {
  for (const path of paths) {
    removeFileIfThere(path);
    checksums.forget(basename(path));
  }
}
