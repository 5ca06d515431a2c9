/**
 * The footer of a Parquet file: how it is found, read and written.
 *
 * A Parquet file is
 *
 * | bytes | content |
 * |---|---|
 * | the first 4 | the magic bytes "PAR1" |
 * | … | the row groups: the pages of each column chunk, one after the other |
 * | … | the footer: `FileMetaData` of `parquet.thrift`, in Thrift's compact protocol |
 * | 4 | the footer's length, little-endian |
 * | the last 4 | "PAR1" again |
 *
 * The pages do not say where they are: only the footer has offsets, from the file's start. So row
 * groups can be copied into another file byte for byte, when a footer is made for them there:
 * `row_group_place.ts` shifts their offsets, and {@linkcode encodeFooter} writes the rest as it was
 * in one of the files. What this code does not know of a footer it leaves as it is.
 *
 * A footer may be damaged in ways that a checksum would have shown: {@linkcode parseFooter} refuses
 * one in which row groups overlap, leave the file or have another number of rows than it says,
 * and one that lacks a field which a copy needs. So no later step has to check again.
 *
 * @module
 */
import { isNotFound } from "../../system/error_code.ts";
import { OpenFile } from "../../system/open_file.ts";
import { BackendDamagedError } from "../backend.ts";
import { FileMetaData, integer, setInteger, setStructs, structs } from "./footer_fields.ts";
import { isParquetMagic, PARQUET_MAGIC } from "./parquet_magic.ts";
import { joinColumns, moveRowGroup, placeOf, type RowGroupPlace } from "./row_group_place.ts";
import { parseStruct, serializeStruct, type ThriftStruct } from "./thrift_compact.ts";

/** The footer of a Parquet file. */
export interface ParquetFooter {
  /** The row groups, in their order in the file. */
  rowGroups: RowGroupPlace[];
  /** How many rows they have together. */
  rowCount: number;
  /** All fields of the footer, the schema among them. */
  fields: ThriftStruct;
}

/** The footer's length and the magic bytes, behind the footer. */
const TAIL_BYTES = 8;

/**
 * Reads the footer of a file.
 *
 * @throws {BackendDamagedError} Where it has none, or one that is damaged.
 */
export async function readFooter(path: string): Promise<ParquetFooter> {
  try {
    using file = await OpenFile.openLater(path);
    const { size } = await file.infoLater();
    const tail = await readAt(file, size - TAIL_BYTES, TAIL_BYTES);
    if (!isParquetMagic(tail.subarray(4))) {
      throw new RangeError('The file does not end with "PAR1"');
    }
    const length = new DataView(tail.buffer).getUint32(0, true);
    const start = size - TAIL_BYTES - length;
    return parseFooter(await readAt(file, start, length), start);
  } catch (cause) {
    if (isNotFound(cause)) {
      throw new BackendDamagedError(`${path} was removed during the run`, { cause });
    }
    if (!(cause instanceof RangeError)) throw cause;
    throw new BackendDamagedError(`Cannot read the footer of ${path}: the file is damaged`, {
      cause,
    });
  }
}

/**
 * Parses a footer.
 *
 * @param bytes The footer alone.
 * @param start Where it begins in the file: all pages are before it.
 * @throws {RangeError} Where it is damaged.
 */
export function parseFooter(bytes: Uint8Array, start: number): ParquetFooter {
  const fields = parseStruct(bytes);
  const rowGroups = structs(fields, FileMetaData.rowGroups).map(placeOf);
  let end = PARQUET_MAGIC.length;
  for (const rowGroup of rowGroups) {
    if (rowGroup.start < end || rowGroup.end < rowGroup.start) {
      throw new RangeError(`A row group is at byte ${rowGroup.start}, and another before ${end}`);
    }
    end = rowGroup.end;
  }
  if (end > start) throw new RangeError(`A row group ends at byte ${end}, in the footer`);
  // Throws here, and not in the midst of a copy, where a field is missing.
  for (const rowGroup of rowGroups) joinColumns(moveRowGroup(rowGroup, rowGroup.start, 0), []);
  for (const id of [FileMetaData.schema, FileMetaData.columnOrders]) structs(fields, id);
  const rowCount = rowGroups.reduce((sum, rowGroup) => sum + rowGroup.rowCount, 0);
  if (rowCount !== integer(fields, FileMetaData.numRows)) {
    throw new RangeError(`The row groups have ${rowCount} rows, the file has another number`);
  }
  return { rowGroups, rowCount, fields };
}

/** The end of a file with some row groups: the footer, its length and the magic bytes. */
export function encodeFooter({ rowGroups, rowCount, fields }: ParquetFooter): Uint8Array {
  const all = new Map(fields);
  setInteger(all, FileMetaData.numRows, rowCount);
  setStructs(all, FileMetaData.rowGroups, rowGroups.map((rowGroup) => rowGroup.fields));
  const footer = serializeStruct(all);
  const bytes = new Uint8Array(footer.length + TAIL_BYTES);
  bytes.set(footer);
  new DataView(bytes.buffer).setUint32(footer.length, footer.length, true);
  bytes.set(PARQUET_MAGIC, footer.length + 4);
  return bytes;
}

async function readAt(
  file: OpenFile,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (start < PARQUET_MAGIC.length) throw new RangeError("The file is too short for its footer");
  const bytes = new Uint8Array(length);
  if (await file.readFullyLater(bytes, start)) return bytes;
  throw new RangeError("The file ended while it was read");
}
