/**
 * The fields of a Parquet footer that change when row groups move: their ids, as `parquet.thrift`
 * numbers them, which is the format's definition, and how they are read and set.
 *
 * @module
 */
import type { ThriftList, ThriftStruct, ThriftValue } from "./thrift_compact.ts";
import { ThriftType } from "./thrift_type.ts";

/** The footer itself. */
export const FileMetaData = { schema: 2, numRows: 3, rowGroups: 4, keyValues: 5, columnOrders: 7 };
/** An element of the schema: its root, a column, or a level of a list. */
export const SchemaElement = {
  type: 1,
  name: 4,
  numChildren: 5,
  convertedType: 6,
  logicalType: 10,
};
/** A row group. */
export const RowGroup = {
  columns: 1,
  totalByteSize: 2,
  numRows: 3,
  fileOffset: 5,
  totalCompressedSize: 6,
  ordinal: 7,
};
/** The cells of one column in a row group. */
export const ColumnChunk = { filePath: 1, fileOffset: 2, metaData: 3, pageIndexes: [4, 5, 6, 7] };
/** The pages of a column chunk. */
export const ColumnMetaData = {
  type: 1,
  path: 3,
  totalCompressedSize: 7,
  dataPageOffset: 9,
  indexPageOffset: 10,
  dictionaryPageOffset: 11,
  statistics: 12,
  bloomFilters: [14, 15],
};

/** The least and the greatest value of a column chunk. */
export const Statistics = { maxValue: 5, minValue: 6 };

/** The number in a field. @throws {RangeError} Where there is none. */
export function integer(fields: ThriftStruct, id: number): number {
  const value = fields.get(id)?.value;
  if (typeof value === "number") return value;
  throw new RangeError(`The footer has no number in field ${id}`);
}

/** Changes the number in a field, where there is one. */
export function setInteger(fields: ThriftStruct, id: number, value: number): void {
  const field = fields.get(id);
  if (field !== undefined) fields.set(id, { type: field.type, value });
}

/** The structs in a field's list; none where there is no field. @throws {RangeError} Where they are others. */
export function structs(fields: ThriftStruct, id: number): ThriftStruct[] {
  const field = fields.get(id);
  if (field === undefined) return [];
  if (field.type !== ThriftType.List) throw new RangeError(`The footer's field ${id} is no list`);
  return (field.value as ThriftList).items.map(toStruct);
}

/** Sets a field to a list of structs. */
export function setStructs(fields: ThriftStruct, id: number, items: ThriftStruct[]): void {
  fields.set(id, { type: ThriftType.List, value: { type: ThriftType.Struct, items } });
}

/** A value that is a struct. @throws {RangeError} Where it is another. */
export function toStruct(value: ThriftValue | undefined): ThriftStruct {
  if (value instanceof Map) return value;
  throw new RangeError("The footer has something else where a struct should be");
}
