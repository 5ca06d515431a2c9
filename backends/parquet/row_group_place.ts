import {
  ColumnChunk,
  ColumnMetaData,
  integer,
  RowGroup,
  setInteger,
  setStructs,
  structs,
  toStruct,
} from "./footer_fields.ts";
import type { ThriftList, ThriftStruct } from "./thrift_compact.ts";
import { ThriftType } from "./thrift_type.ts";

/** A row group as the footer describes it: its pages, one after the other, and where they are. */
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

/** The place of a row group in its file. @throws {RangeError} Where fields are missing. */
export function placeOf(fields: ThriftStruct): RowGroupPlace {
  let start = Infinity;
  let end = 0;
  for (const chunk of structs(fields, RowGroup.columns)) {
    const data = toStruct(chunk.get(ColumnChunk.metaData)?.value);
    const dataPages = integer(data, ColumnMetaData.dataPageOffset);
    const first = data.has(ColumnMetaData.dictionaryPageOffset)
      ? Math.min(dataPages, integer(data, ColumnMetaData.dictionaryPageOffset))
      : dataPages;
    start = Math.min(start, first);
    end = Math.max(end, first + integer(data, ColumnMetaData.totalCompressedSize));
  }
  return { rowCount: integer(fields, RowGroup.numRows), start, end, fields };
}

/**
 * The same row group in another file. It has no page indexes and Bloom filters
 * there: they are stored outside of its pages, and are optional.
 *
 * @param rowGroup The row group.
 * @param start Where its pages begin in the other file.
 * @param ordinal How many row groups are before it there.
 */
export function moveRowGroup(
  rowGroup: RowGroupPlace,
  start: number,
  ordinal: number,
): RowGroupPlace {
  const shift = start - rowGroup.start;
  const fields = new Map(rowGroup.fields);
  shiftOffset(fields, RowGroup.fileOffset, shift);
  if (ordinal < 2 ** 15) setInteger(fields, RowGroup.ordinal, ordinal);
  else fields.delete(RowGroup.ordinal);
  const chunks = structs(fields, RowGroup.columns).map((chunk) => moveChunk(chunk, shift));
  setStructs(fields, RowGroup.columns, chunks);
  return { rowCount: rowGroup.rowCount, start, end: rowGroup.end + shift, fields };
}

/**
 * A row group with more columns.
 *
 * @param rowGroup The first columns.
 * @param others The other columns, of as many rows, whose pages follow without a gap.
 */
export function joinColumns(
  rowGroup: RowGroupPlace,
  others: readonly RowGroupPlace[],
): RowGroupPlace {
  const all = [rowGroup, ...others];
  const fields = new Map(rowGroup.fields);
  for (const field of [RowGroup.totalByteSize, RowGroup.totalCompressedSize]) {
    if (!fields.has(field)) continue;
    const total = all.reduce((sum, { fields }) => sum + integer(fields, field), 0);
    setInteger(fields, field, total);
  }
  const chunks = all.flatMap(({ fields }) => structs(fields, RowGroup.columns));
  setStructs(fields, RowGroup.columns, chunks);
  return { ...rowGroup, end: (others.at(-1) ?? rowGroup).end, fields };
}

/** The same row group of one column, under another name. */
export function renameColumn(rowGroup: RowGroupPlace, name: string): RowGroupPlace {
  const fields = new Map(rowGroup.fields);
  const chunk = new Map(structs(fields, RowGroup.columns)[0]);
  const data = new Map(toStruct(chunk.get(ColumnChunk.metaData)?.value));
  const path = data.get(ColumnMetaData.path)!.value as ThriftList;
  const items = [new TextEncoder().encode(name), ...path.items.slice(1)];
  data.set(ColumnMetaData.path, { type: ThriftType.List, value: { ...path, items } });
  chunk.set(ColumnChunk.metaData, { type: ThriftType.Struct, value: data });
  setStructs(fields, RowGroup.columns, [chunk]);
  return { ...rowGroup, fields };
}

function moveChunk(chunk: ThriftStruct, shift: number): ThriftStruct {
  const moved = new Map(chunk);
  const data = new Map(toStruct(chunk.get(ColumnChunk.metaData)?.value));
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
