/**
 * Makes one Parquet file of several without decoding them: their row groups are copied byte for
 * byte, and a footer is made for them (`parquet_footer.ts`).
 *
 * The files have the same columns, or the first ones of the last file's: a metric that was first
 * logged later is missing in the earlier files. In their row groups it gets a column chunk without
 * any value, right behind the copied chunks. The encoder makes these pages once for each column
 * type and row count; chunks of one type differ only in the name that the footer has.
 *
 * ```
 * file 1:  PAR1 [step|loss] footer 1                 new:  PAR1 [step|loss|nulls] [step|loss|lr] footer
 * file 2:  PAR1 [step|loss|lr] footer 2
 * ```
 *
 * Every byte of a file is read, also those that are not copied, since its checksum is of the whole
 * file. Where the checksum differs, the new file is given up: damage is never copied.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { ColumnDef } from "../../format/tables.ts";
import { OpenFile } from "../../system/open_file.ts";
import { StagedFile } from "../../system/staged_file.ts";
import { BackendDamagedError } from "../backend.ts";
import { encodeNulls } from "./encode_nulls.ts";
import { encodeFooter, type ParquetFooter, parseFooter } from "./parquet_footer.ts";
import { PARQUET_MAGIC } from "./parquet_magic.ts";
import { joinColumns, moveRowGroup, renameColumn, type RowGroupPlace } from "./row_group_place.ts";

/** A file whose row groups are copied. */
export interface CopySource {
  path: string;
  footer: ParquetFooter;
  /** Its columns: those of the new file, or the first of them. */
  columns: readonly ColumnDef[];
  /** Whether it is the file that was written, by its CRC-32. */
  isIntact(checksum: number): boolean;
}

const BUFFER_BYTES = 1024 ** 2;

/**
 * Copies the row groups of some files into a new one.
 *
 * @param path The new file.
 * @param sources The files, in order; the last one has all columns.
 * @param onChecksum Receives the new file's CRC-32, before the file has its name.
 * @throws {BackendDamagedError} Where one of them is not as it was written.
 */
export async function copyRowGroups(
  path: string,
  sources: readonly CopySource[],
  onChecksum: (checksum: number) => void,
): Promise<void> {
  const last = sources.at(-1);
  if (last === undefined) throw new RangeError("Cannot copy row groups: expected a file, got none");
  const target = new StagedFile(path);
  try {
    await target.write(PARQUET_MAGIC);
    const rowGroups: RowGroupPlace[] = [];
    for (const source of sources) await copySource(source, last.columns, target, rowGroups);
    const rowCount = sources.reduce((sum, { footer }) => sum + footer.rowCount, 0);
    await target.write(encodeFooter({ rowGroups, rowCount, fields: last.footer.fields }));
  } catch (error) {
    target.abort();
    throw error;
  }
  await target.close(onChecksum);
}

async function copySource(
  source: CopySource,
  columns: readonly ColumnDef[],
  target: StagedFile,
  rowGroups: RowGroupPlace[],
): Promise<void> {
  using file = await OpenFile.openLater(source.path);
  const nullColumns = new NullColumns();
  const missing = columns.slice(source.columns.length);
  const buffer = new Uint8Array(BUFFER_BYTES);
  let checksum = 0;
  let position = 0;
  /** The event loop turns with each read, so that new blocks get into the journal. */
  const readTo = async (end: number, isCopied: boolean) => {
    while (position < end) {
      const wanted = buffer.subarray(0, Math.min(end - position, BUFFER_BYTES));
      const count = await file.readSomeLater(wanted);
      if (count === 0) return;
      const bytes = buffer.subarray(0, count);
      checksum = crc32(bytes, checksum);
      if (isCopied) await target.write(bytes);
      position += count;
    }
  };
  for (const rowGroup of source.footer.rowGroups) {
    await readTo(rowGroup.start, false);
    const moved = moveRowGroup(rowGroup, target.size, rowGroups.length);
    await readTo(rowGroup.end, true);
    const added: RowGroupPlace[] = [];
    for (const column of missing) {
      const { place, pages } = nullColumns.get(column, rowGroup.rowCount);
      added.push(moveRowGroup(place, target.size, 0));
      await target.write(pages);
    }
    rowGroups.push(joinColumns(moved, added));
  }
  await readTo(Infinity, false);
  if (source.isIntact(checksum)) return;
  throw new BackendDamagedError(`${source.path} is not as it was written`);
}

/** A column chunk without any value, as the encoder writes it. */
interface NullColumn {
  place: RowGroupPlace;
  pages: Uint8Array;
}

/** Column chunks without any value, each encoded once for a type and a row count. */
class NullColumns {
  readonly #byKind = new Map<string, NullColumn>();

  get({ name, type }: ColumnDef, rowCount: number): NullColumn {
    const kind = `${type} ${rowCount}`;
    let nulls = this.#byKind.get(kind);
    if (nulls === undefined) {
      nulls = onlyColumn(encodeNulls(type, rowCount));
      this.#byKind.set(kind, nulls);
    }
    return { ...nulls, place: renameColumn(nulls.place, name) };
  }
}

function onlyColumn(file: Uint8Array): NullColumn {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(file.length - 8, true);
  const start = file.length - 8 - length;
  const [place] = parseFooter(file.subarray(start, start + length), start).rowGroups;
  if (place === undefined) throw new RangeError("The encoder wrote a file without a row group");
  return { place, pages: file.subarray(place.start, place.end) };
}
