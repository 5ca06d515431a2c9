import { basename } from "@std/path";
import { isStartOf } from "../../format/parquet_parts.ts";
import type { ColumnDef } from "../../format/tables.ts";
import { copyRowGroups } from "./copy_row_groups.ts";
import { fitsInto } from "./fits_into.ts";
import { type PartRun, runsToEncode } from "./merge_plan.ts";
import type { ParquetChecksums } from "./parquet_checksums.ts";
import { ParquetFileReader } from "./parquet_file_reader.ts";
import { ParquetFileWriter } from "./parquet_file_writer.ts";
import { type ParquetFooter, readFooter } from "./parquet_footer.ts";
import { type ParquetPart, removeFiles } from "./parquet_part.ts";
import { rowGroupRows } from "./row_group_size.ts";

/** How parts are merged. */
export interface MergeSettings {
  /** The columns of the table: those of the merged part. */
  columns: readonly ColumnDef[];
  /** The checksums of all parts. */
  checksums: ParquetChecksums;
  /** The merged part's path; it may be that of the last part. */
  path: string;
  /** The number in its name. */
  number: number;
}

/**
 * Merges the newest parts of a table into one, as `merge_plan.ts` says. The
 * list follows each step, so that a merge which failed can be tried again.
 *
 * @param parts The table's parts, in the order of their steps; the newest are replaced.
 * @param count How many to merge, at least one.
 * @throws {BackendDamagedError} Where one of them is not as it was written.
 */
export async function mergeParts(
  parts: ParquetPart[],
  count: number,
  settings: MergeSettings,
): Promise<void> {
  const { columns } = settings;
  const first = parts.length - count;
  const files = await readFooters(parts.slice(first));
  const last = files.at(-1);
  if (last === undefined) throw new RangeError("Cannot merge parts: expected one, got none");
  // A merged file has the schema of the last part.
  const canCopy = last.part.columns.length === columns.length &&
    files.every(({ part }) => isStartOf(part.columns, columns));
  const runs = runsToEncode(
    files.map(({ part: { rowCount }, footer }) => ({
      rowCount,
      rowGroupCount: footer.rowGroups.length,
      byteCount: footer.rowGroups.reduce((sum, { start, end }) => sum + end - start, 0),
      isCopied: canCopy && fitsInto(footer, last.footer),
    })),
    rowGroupRows(columns.length),
  );
  if (runs[0]?.count === count) return await encodeParts(parts, { first, count }, settings);
  if (runs.length === 0) return await copyParts(parts, files, settings);
  for (const run of runs.toReversed()) {
    const { path, number } = files[run.first + run.count - 1]!.part; // The last one of the run.
    await encodeParts(parts, { first: first + run.first, count: run.count }, {
      ...settings,
      path,
      number,
    });
  }
  await copyParts(parts, await readFooters(parts.slice(first)), settings);
}

/** A part and its footer. */
interface PartFile {
  part: ParquetPart;
  footer: ParquetFooter;
}

function readFooters(parts: readonly ParquetPart[]): Promise<PartFile[]> {
  return Promise.all(
    parts.map(async (part) => ({ part, footer: await readFooter(part.path) })),
  );
}

/** Merges parts by decoding and encoding them, with as few row groups as possible. */
async function encodeParts(
  parts: ParquetPart[],
  run: PartRun,
  settings: MergeSettings,
): Promise<void> {
  const { columns, checksums, path } = settings;
  const file = new ParquetFileWriter(path, columns);
  try {
    for (const part of parts.slice(run.first, run.first + run.count)) {
      await checksums.check(basename(part.path));
      using reader = await ParquetFileReader.open(part.path);
      await reader.copyTo(file);
    }
  } catch (error) {
    await file.abort();
    throw error;
  }
  await file.close((checksum) => checksums.add(basename(path), checksum));
  replaceParts(parts, run, settings);
}

/** Merges the newest parts by copying their row groups. */
async function copyParts(
  parts: ParquetPart[],
  files: readonly PartFile[],
  settings: MergeSettings,
): Promise<void> {
  const { checksums, path } = settings;
  const run = { first: parts.length - files.length, count: files.length };
  const last = files.at(-1)!; // A merge has at least one part.
  // Parts that were encoded just now do not fit to those of another version of the encoder.
  if (!files.every(({ footer }) => fitsInto(footer, last.footer))) {
    return await encodeParts(parts, run, settings);
  }
  const sources = files.map(({ part, footer }) => ({
    path: part.path,
    columns: part.columns,
    footer,
    isIntact: (checksum: number) => checksums.isExpected(basename(part.path), checksum),
  }));
  await copyRowGroups(path, sources, (checksum) => checksums.add(basename(path), checksum));
  replaceParts(parts, run, settings);
}

/** Puts the merged part in place of those that it was made of, and removes their files. */
function replaceParts(
  parts: ParquetPart[],
  { first, count }: PartRun,
  { columns, checksums, path, number }: MergeSettings,
): void {
  const merged = parts.slice(first, first + count);
  removeFiles(merged.map((part) => part.path).filter((old) => old !== path), checksums);
  parts.splice(first, count, {
    ...merged.at(-1)!, // Its last step is that of all.
    firstStep: merged.at(0)!.firstStep,
    rowCount: merged.reduce((sum, { rowCount }) => sum + rowCount, 0),
    columns: [...columns],
    path,
    number,
  });
}
