import {
  ColumnChunk,
  FileMetaData,
  RowGroup,
  SchemaElement,
  structs,
  toStruct,
} from "./footer_fields.ts";
import type { ParquetFooter } from "./parquet_footer.ts";
import { serializeStruct, type ThriftStruct } from "./thrift_compact.ts";

/**
 * Whether row groups of one file can be copied into another: all that their
 * footers say of the files must be the same, but for columns that the other
 * file has in addition, at its end.
 *
 * @param from The file that has the row groups.
 * @param to The other file.
 */
export function fitsInto(from: ParquetFooter, to: ParquetFooter): boolean {
  const chunks = from.rowGroups.flatMap(({ fields }) => structs(fields, RowGroup.columns));
  if (chunks.some((chunk) => chunk.has(ColumnChunk.filePath))) return false;
  const [root, ...columns] = structs(from.fields, FileMetaData.schema);
  const [otherRoot, ...otherColumns] = structs(to.fields, FileMetaData.schema);
  const { schema, numRows, rowGroups, keyValues, columnOrders } = FileMetaData;
  const ignored = [schema, numRows, rowGroups, columnOrders];
  // Arrow's own schema is among the key values, and has all columns.
  if (columns.length !== otherColumns.length) ignored.push(keyValues);
  const orders = (footer: ParquetFooter) => structs(footer.fields, columnOrders);
  return isEqual(without(from.fields, ignored), without(to.fields, ignored)) &&
    isEqual(
      without(toStruct(root), [SchemaElement.numChildren]),
      without(toStruct(otherRoot), [SchemaElement.numChildren]),
    ) &&
    isStartOf(columns, otherColumns) && isStartOf(orders(from), orders(to));
}

function without(fields: ThriftStruct, ids: readonly number[]): ThriftStruct {
  return new Map([...fields].filter(([id]) => !ids.includes(id)));
}

function isStartOf(some: readonly ThriftStruct[], all: readonly ThriftStruct[]): boolean {
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
