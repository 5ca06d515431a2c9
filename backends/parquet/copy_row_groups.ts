import { crc32 } from "node:zlib";
import { BackendDamagedError } from "../backend.ts";
import {
  encodeFooter,
  joinColumns,
  moveRowGroup,
  type ParquetFooter,
  parseFooter,
  renameColumn,
  type RowGroupPlace,
} from "./parquet_footer.ts";
import { encodeNulls } from "./parquet_file.ts";
import { PARQUET_MAGIC } from "./parquet_magic.ts";
import { StagedFile } from "../../system/staged_file.ts";
import type { ColumnDef } from "../../format/tables.ts";

/** A file whose row groups are copied. */
export interface CopySource {
  /** Its path. */
  path: string;
  /** Its footer. */
  footer: ParquetFooter;
  /** Its columns: those of the new file, or the first of them. */
  columns: readonly ColumnDef[];
  /** Whether it is the file that was written, by its CRC-32. */
  isIntact(checksum: number): boolean;
}

const BUFFER_BYTES = 256 * 1024;

/**
 * Makes one Parquet file of several, by copying their row groups byte for
 * byte: nothing is decoded. Columns that only the last of them has are empty
 * in the others' rows.
 *
 * @param path The new file.
 * @param sources The files, in order; the last one has all columns.
 * @param onChecksum Is given the new file's CRC-32, before it has its name.
 * @throws {BackendDamagedError} Where one of them is not as it was written.
 */
export async function copyRowGroups(
  path: string,
  sources: readonly CopySource[],
  onChecksum: (checksum: number) => void,
): Promise<void> {
  const target = new StagedFile(path);
  try {
    await target.write(PARQUET_MAGIC);
    const { footer, columns } = sources.at(-1)!;
    const rowGroups: RowGroupPlace[] = [];
    for (const source of sources) await copySource(source, columns, target, rowGroups);
    const rowCount = sources.reduce((sum, source) => sum + source.footer.rowCount, 0);
    await target.write(encodeFooter({ rowGroups, rowCount, fields: footer.fields }));
  } catch (error) {
    target.abort();
    throw error;
  }
  await target.close(onChecksum);
}

/** Reads a file from its first byte to its last, as all of them are in its checksum. */
async function copySource(
  source: CopySource,
  columns: readonly ColumnDef[],
  target: StagedFile,
  rowGroups: RowGroupPlace[],
): Promise<void> {
  using file = await Deno.open(source.path);
  const nullColumns = new NullColumns();
  const missing = columns.slice(source.columns.length);
  const buffer = new Uint8Array(BUFFER_BYTES);
  let checksum = 0;
  let at = 0;
  /** Each read leaves the event loop a turn. */
  const readTo = async (end: number, isCopied: boolean) => {
    while (at < end) {
      const count = await file.read(buffer.subarray(0, Math.min(end - at, BUFFER_BYTES)));
      if (count === null) return;
      const bytes = buffer.subarray(0, count);
      checksum = crc32(bytes, checksum);
      if (isCopied) await target.write(bytes);
      at += count;
    }
  };
  for (const group of source.footer.rowGroups) {
    await readTo(group.start, false);
    const moved = moveRowGroup(group, target.size, rowGroups.length);
    await readTo(group.end, true);
    const added: RowGroupPlace[] = [];
    for (const column of missing) {
      const { place, pages } = nullColumns.get(column, group.rowCount);
      added.push(moveRowGroup(place, target.size, 0));
      await target.write(pages);
    }
    rowGroups.push(joinColumns(moved, added));
  }
  await readTo(Infinity, false);
  if (source.isIntact(checksum)) return;
  throw new BackendDamagedError(`${source.path} is not as it was written`);
}

/** A column without any value, as the encoder writes it. */
interface NullColumn {
  place: RowGroupPlace;
  pages: Uint8Array;
}

/** Columns without any value; those of a type differ in their names alone. */
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
