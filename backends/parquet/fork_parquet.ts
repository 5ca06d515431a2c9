import { basename, join } from "@std/path";
import type { ForkFiles } from "../backend.ts";
import { isEventTable, TABLE_NAMES } from "../../format/tables.ts";
import { copyDurablyLater } from "../../system/copy_durably.ts";
import { linkLater } from "../../system/link_file.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import { copyRowGroups } from "./copy_row_groups.ts";
import { fitsInto } from "./fits_into.ts";
import { readFooter } from "./parquet_footer.ts";
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
        await copyDurablyLater(part.path, target);
      } else if (isEventTable(table)) {
        if (!await copyRows(part, target, step)) break;
      } else {
        if (part.firstStep <= step) await cutPart(part, target, step);
        break;
      }
    }
  }
};

/**
 * Copies the rows up to a step of a part that has later ones: its row groups byte for byte, but for
 * the one in which the step is.
 */
async function cutPart(part: ParquetPart, target: string, step: number): Promise<void> {
  const { path, columns } = part;
  const footer = await readFooter(path);
  let last: number;
  {
    using reader = await ParquetFileReader.open(path);
    last = await reader.lastRowGroupUpTo(step);
  }
  if (last < 1) return void await copyRows(part, target, step);
  const end = `${target}.end`;
  try {
    await copyRows(part, end, step, last);
    const endFooter = await readFooter(end);
    if (!fitsInto(footer, endFooter)) return void await copyRows(part, target, step);
    const rowGroups = footer.rowGroups.slice(0, last);
    const rowCount = rowGroups.reduce((sum, group) => sum + group.rowCount, 0);
    const isIntact = () => true; // Whoever asks for a cut has compared the file, where it has a checksum.
    await copyRowGroups(target, [
      { path, columns, footer: { ...footer, rowGroups, rowCount }, isIntact },
      { path: end, columns, footer: endFooter, isIntact },
    ], () => {});
  } finally {
    removeFileIfThere(end);
  }
}

/** @param first The first row group of which rows are copied. @returns Whether all are up to the step. */
async function copyRows(
  part: ParquetPart,
  target: string,
  step: number,
  first = 0,
): Promise<boolean> {
  using reader = await ParquetFileReader.open(part.path);
  const file = new ParquetFileWriter(target, part.columns);
  try {
    const isWhole = await reader.copyUpTo(step, file, first);
    if (file.rowCount > 0) await file.close(() => {});
    else await file.abort();
    return isWhole;
  } catch (error) {
    await file.abort();
    throw error;
  }
}
