/**
 * The footer of a Parquet file, and what changes in it when row groups move to
 * another file. The numbers of the fields are those of `parquet.thrift`, the
 * format's definition; what is not named here stays as it is, byte for byte.
 *
 * @module
 */
import { BackendDamagedError } from "../backend.ts";
import { isParquetMagic, PARQUET_MAGIC } from "./parquet_magic.ts";
import {
  parseStruct,
  serializeStruct,
  type ThriftList,
  type ThriftStruct,
  ThriftType,
  type ThriftValue,
} from "./thrift_compact.ts";

const FileMetaData = { schema: 2, numRows: 3, rowGroups: 4, keyValues: 5, columnOrders: 7 };
const SchemaElement = { numChildren: 5 };
const RowGroup = {
  columns: 1,
  totalByteSize: 2,
  numRows: 3,
  fileOffset: 5,
  totalCompressedSize: 6,
  ordinal: 7,
};
const ColumnChunk = { filePath: 1, fileOffset: 2, metaData: 3, pageIndexes: [4, 5, 6, 7] };
const ColumnMetaData = {
  path: 3,
  totalCompressedSize: 7,
  dataPageOffset: 9,
  indexPageOffset: 10,
  dictionaryPageOffset: 11,
  bloomFilters: [14, 15],
};

/** The pages of some rows of all columns, one after the other. */
export interface RowGroupPlace {
  /** How many rows it has. */
  rowCount: number;
  /** Where its pages begin in the file. */
  start: number;
  /** Where they end. */
  end: number;
  /** All that the footer says of it. */
  fields: ThriftStruct;
}

/** What stands at the end of a Parquet file. */
export interface ParquetFooter {
  /** The row groups, as they follow each other in the file. */
  rowGroups: RowGroupPlace[];
  /** How many rows they have together. */
  rowCount: number;
  /** All else: the schema, and what was noted of the file. */
  fields: ThriftStruct;
}

/** The footer's length and the magic number, behind the footer. */
const TAIL_BYTES = 8;

/**
 * Reads the footer of a file.
 *
 * @throws {BackendDamagedError} Where it has none, or one that is damaged.
 */
export async function readFooter(path: string): Promise<ParquetFooter> {
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    const tail = await readAt(file, size - TAIL_BYTES, TAIL_BYTES);
    if (!isParquetMagic(tail.subarray(4))) {
      throw new RangeError('The file does not end with "PAR1"');
    }
    const length = new DataView(tail.buffer).getUint32(0, true);
    const start = size - TAIL_BYTES - length;
    return parseFooter(await readAt(file, start, length), start);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new BackendDamagedError(`${path} was removed during the run`, { cause });
    }
    if (!(cause instanceof RangeError)) throw cause;
    throw new BackendDamagedError(`Cannot read the footer of ${path}: the file is damaged`, {
      cause,
    });
  }
}

/**
 * Reads a footer.
 *
 * @param bytes The footer, without what stands around it.
 * @param start Where it begins in the file: all pages are before it.
 * @throws {RangeError} Where it is none.
 */
export function parseFooter(bytes: Uint8Array, start: number): ParquetFooter {
  const fields = parseStruct(bytes);
  const rowGroups = structs(fields, FileMetaData.rowGroups).map(placeOf);
  let end = PARQUET_MAGIC.length;
  for (const group of rowGroups) {
    if (group.start < end || group.end < group.start) {
      throw new RangeError(`A row group is at byte ${group.start}, and another before ${end}`);
    }
    end = group.end;
  }
  if (end > start) throw new RangeError(`A row group ends at byte ${end}, in the footer`);
  // What a damaged footer lacks is to be found here, and not where it is needed.
  for (const group of rowGroups) joinColumns(moveRowGroup(group, group.start, 0), []);
  for (const id of [FileMetaData.schema, FileMetaData.columnOrders]) structs(fields, id);
  const rowCount = rowGroups.reduce((sum, group) => sum + group.rowCount, 0);
  if (rowCount !== integer(fields, FileMetaData.numRows)) {
    throw new RangeError(`The row groups have ${rowCount} rows, the file has another number`);
  }
  return { rowGroups, rowCount, fields };
}

/** The end of a file with some row groups: the footer, its length and the magic number. */
export function encodeFooter({ rowGroups, rowCount, fields }: ParquetFooter): Uint8Array {
  const all = new Map(fields);
  setInteger(all, FileMetaData.numRows, rowCount);
  all.set(FileMetaData.rowGroups, {
    type: ThriftType.List,
    value: { type: ThriftType.Struct, items: rowGroups.map((group) => group.fields) },
  });
  const footer = serializeStruct(all);
  const bytes = new Uint8Array(footer.length + TAIL_BYTES);
  bytes.set(footer);
  new DataView(bytes.buffer).setUint32(footer.length, footer.length, true);
  bytes.set(PARQUET_MAGIC, footer.length + 4);
  return bytes;
}

/**
 * The same row group in another file. Page indexes and Bloom filters stay
 * behind: they stand outside of a row group's pages, and are optional.
 *
 * @param group The row group.
 * @param start Where its pages begin in the other file.
 * @param ordinal How many row groups are before it there.
 */
export function moveRowGroup(group: RowGroupPlace, start: number, ordinal: number): RowGroupPlace {
  const shift = start - group.start;
  const fields = new Map(group.fields);
  shiftOffset(fields, RowGroup.fileOffset, shift);
  if (ordinal < 2 ** 15) setInteger(fields, RowGroup.ordinal, ordinal);
  else fields.delete(RowGroup.ordinal);
  const chunks = structs(fields, RowGroup.columns).map((chunk) => moveChunk(chunk, shift));
  setStructs(fields, RowGroup.columns, chunks);
  return { rowCount: group.rowCount, start, end: group.end + shift, fields };
}

/**
 * A row group with more columns.
 *
 * @param group The first columns.
 * @param others The others, of as many rows, with their pages right behind.
 */
export function joinColumns(
  group: RowGroupPlace,
  others: readonly RowGroupPlace[],
): RowGroupPlace {
  const all = [group, ...others];
  const fields = new Map(group.fields);
  for (const field of [RowGroup.totalByteSize, RowGroup.totalCompressedSize]) {
    if (!fields.has(field)) continue;
    const total = all.reduce((sum, { fields }) => sum + integer(fields, field), 0);
    setInteger(fields, field, total);
  }
  const chunks = all.flatMap(({ fields }) => structs(fields, RowGroup.columns));
  setStructs(fields, RowGroup.columns, chunks);
  return { ...group, end: all.at(-1)!.end, fields };
}

/** The same row group of one column under another name. */
export function renameColumn(group: RowGroupPlace, name: string): RowGroupPlace {
  const fields = new Map(group.fields);
  const chunk = new Map(struct(structs(fields, RowGroup.columns)[0]));
  const data = new Map(struct(chunk.get(ColumnChunk.metaData)?.value));
  const path = data.get(ColumnMetaData.path)!.value as ThriftList;
  const items = [new TextEncoder().encode(name), ...path.items.slice(1)];
  data.set(ColumnMetaData.path, { type: ThriftType.List, value: { ...path, items } });
  chunk.set(ColumnChunk.metaData, { type: ThriftType.Struct, value: data });
  setStructs(fields, RowGroup.columns, [chunk]);
  return { ...group, fields };
}

/**
 * Whether row groups of one file can stand in another with the same columns,
 * or with more of them at its end.
 *
 * @param from The file that they are in.
 * @param to The other file.
 */
export function fitsInto(from: ParquetFooter, to: ParquetFooter): boolean {
  const chunks = from.rowGroups.flatMap((group) => structs(group.fields, RowGroup.columns));
  if (chunks.some((chunk) => chunk.has(ColumnChunk.filePath))) return false;
  const [root, ...columns] = structs(from.fields, FileMetaData.schema);
  const [otherRoot, ...otherColumns] = structs(to.fields, FileMetaData.schema);
  const isSame = columns.length === otherColumns.length;
  const rest = (fields: ThriftStruct, left: number[]) =>
    new Map([...fields].filter(([id]) => !left.includes(id)));
  const { schema, numRows, rowGroups, keyValues, columnOrders } = FileMetaData;
  // Arrow's own schema is among the key values, and knows all columns.
  const left = [schema, numRows, rowGroups, columnOrders, ...isSame ? [] : [keyValues]];
  const orders = (footer: ParquetFooter) => structs(footer.fields, columnOrders);
  return isEqual(rest(from.fields, left), rest(to.fields, left)) &&
    isEqual(
      rest(struct(root), [SchemaElement.numChildren]),
      rest(struct(otherRoot), [SchemaElement.numChildren]),
    ) &&
    isStartOf(columns, otherColumns) && isStartOf(orders(from), orders(to));
}

function placeOf(fields: ThriftStruct): RowGroupPlace {
  let start = Infinity;
  let end = 0;
  for (const chunk of structs(fields, RowGroup.columns)) {
    const data = struct(chunk.get(ColumnChunk.metaData)?.value);
    const dataPages = integer(data, ColumnMetaData.dataPageOffset);
    const first = data.has(ColumnMetaData.dictionaryPageOffset)
      ? Math.min(dataPages, integer(data, ColumnMetaData.dictionaryPageOffset))
      : dataPages;
    start = Math.min(start, first);
    end = Math.max(end, first + integer(data, ColumnMetaData.totalCompressedSize));
  }
  return { rowCount: integer(fields, RowGroup.numRows), start, end, fields };
}

function moveChunk(chunk: ThriftStruct, shift: number): ThriftStruct {
  const moved = new Map(chunk);
  const data = new Map(struct(chunk.get(ColumnChunk.metaData)?.value));
  for (const field of ColumnChunk.pageIndexes) moved.delete(field);
  for (const field of ColumnMetaData.bloomFilters) data.delete(field);
  shiftOffset(moved, ColumnChunk.fileOffset, shift);
  shiftOffset(data, ColumnMetaData.dataPageOffset, shift);
  shiftOffset(data, ColumnMetaData.indexPageOffset, shift);
  shiftOffset(data, ColumnMetaData.dictionaryPageOffset, shift);
  moved.set(ColumnChunk.metaData, { type: ThriftType.Struct, value: data });
  return moved;
}

/** Shifts an offset; 0 says that there is none. */
function shiftOffset(fields: ThriftStruct, id: number, shift: number): void {
  if (!fields.has(id)) return;
  const offset = integer(fields, id);
  if (offset !== 0) setInteger(fields, id, offset + shift);
}

function integer(fields: ThriftStruct, id: number): number {
  const value = fields.get(id)?.value;
  if (typeof value === "number") return value;
  throw new RangeError(`The footer has no number in field ${id}`);
}

function setInteger(fields: ThriftStruct, id: number, value: number): void {
  const field = fields.get(id);
  if (field !== undefined) fields.set(id, { type: field.type, value });
}

function structs(fields: ThriftStruct, id: number): ThriftStruct[] {
  const field = fields.get(id);
  if (field === undefined) return [];
  if (field.type !== ThriftType.List) throw new RangeError(`The footer's field ${id} is no list`);
  return (field.value as ThriftList).items.map(struct);
}

function setStructs(fields: ThriftStruct, id: number, items: ThriftStruct[]): void {
  fields.set(id, { type: ThriftType.List, value: { type: ThriftType.Struct, items } });
}

function struct(value: ThriftValue | undefined): ThriftStruct {
  if (value instanceof Map) return value;
  throw new RangeError("The footer has something else where a struct should be");
}

function isStartOf(some: ThriftStruct[], all: ThriftStruct[]): boolean {
  return some.every((fields, index) => {
    const other = all[index];
    return other !== undefined && isEqual(fields, other);
  });
}

function isEqual(a: ThriftStruct, b: ThriftStruct): boolean {
  const bytes = serializeStruct(a);
  const others = serializeStruct(b);
  return bytes.length === others.length && bytes.every((byte, index) => byte === others[index]);
}

async function readAt(
  file: Deno.FsFile,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (start < PARQUET_MAGIC.length) throw new RangeError("The file is too short for its footer");
  await file.seek(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  for (let read = 0; read < length;) {
    const count = await file.read(bytes.subarray(read));
    if (count === null) throw new RangeError("The file ended while it was read");
    read += count;
  }
  return bytes;
}
