import * as arrow from "apache-arrow";
import { bitmapBytes, setValid } from "../../backends/validity_bitmap.ts";
import { resultChunks } from "./result_chunks.ts";
import type {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBResult,
  DuckDBStructType,
  DuckDBType,
  DuckDBValue,
} from "@duckdb/node-api";
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
} from "../duckdb/duckdb_bundle.js";

/**
 * The result of a query as an Arrow table. Numbers, strings, booleans,
 * timestamps, dates, blobs, lists and structs have Arrow's own types; integers
 * wider than 64 bits and decimals are doubles; any other value is a string.
 */
export async function toArrowTable(result: DuckDBResult): Promise<arrow.Table> {
  const names = result.deduplicatedColumnNames();
  const types = result.columnTypes();
  const columns: DuckDBValue[][] = names.map(() => []);
  for await (const chunk of resultChunks(result)) {
    for (const [index, column] of columns.entries()) {
      for (const value of chunk.getColumnValues(index)) column.push(value);
    }
  }
  const data = types.map((type, index) => toData(type, columns[index]!));
  const schema = new arrow.Schema(
    names.map((name, index) => new arrow.Field(name, data[index]!.type, true)),
  );
  const length = columns[0]?.length ?? 0;
  const type = new arrow.Struct(schema.fields);
  const struct = arrow.makeData({ type, length, nullCount: 0, children: data });
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct));
}

/** Types whose values are numbers of a fixed width, and the array that Arrow has them in. */
const FIXED: Partial<Record<DuckDBTypeId, [() => arrow.DataType, ArrayType]>> = {
  [DuckDBTypeId.TINYINT]: [() => new arrow.Int8(), Int8Array],
  [DuckDBTypeId.SMALLINT]: [() => new arrow.Int16(), Int16Array],
  [DuckDBTypeId.INTEGER]: [() => new arrow.Int32(), Int32Array],
  [DuckDBTypeId.BIGINT]: [() => new arrow.Int64(), BigInt64Array],
  [DuckDBTypeId.UTINYINT]: [() => new arrow.Uint8(), Uint8Array],
  [DuckDBTypeId.USMALLINT]: [() => new arrow.Uint16(), Uint16Array],
  [DuckDBTypeId.UINTEGER]: [() => new arrow.Uint32(), Uint32Array],
  [DuckDBTypeId.UBIGINT]: [() => new arrow.Uint64(), BigUint64Array],
  [DuckDBTypeId.FLOAT]: [() => new arrow.Float32(), Float32Array],
  [DuckDBTypeId.DOUBLE]: [() => new arrow.Float64(), Float64Array],
  [DuckDBTypeId.HUGEINT]: [() => new arrow.Float64(), Float64Array],
  [DuckDBTypeId.UHUGEINT]: [() => new arrow.Float64(), Float64Array],
  [DuckDBTypeId.DECIMAL]: [() => new arrow.Float64(), Float64Array],
  [DuckDBTypeId.TIMESTAMP]: [() => new arrow.TimestampMicrosecond(), BigInt64Array],
  [DuckDBTypeId.DATE]: [() => new arrow.DateDay(), Int32Array],
};

type ArrayType =
  | typeof Float64Array
  | typeof Float32Array
  | typeof Int8Array
  | typeof Int16Array
  | typeof Int32Array
  | typeof Uint8Array
  | typeof Uint16Array
  | typeof Uint32Array
  | typeof BigInt64Array
  | typeof BigUint64Array;

function toData(type: DuckDBType, values: readonly DuckDBValue[]): arrow.Data {
  const length = values.length;
  const nulls = nullsOf(values);
  const fixed = FIXED[type.typeId];
  if (fixed !== undefined) {
    const [makeType, Values] = fixed;
    const data = new Values(length) as Float64Array;
    for (const [row, value] of values.entries()) {
      if (value !== null) data[row] = toNumber(value, data) as number;
    }
    return arrow.makeData({ type: makeType() as arrow.Float64, length, ...nulls, data });
  }
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN: {
      const data = new Uint8Array(bitmapBytes(length));
      for (const [row, value] of values.entries()) {
        if (value === true) setValid(data, row); // Arrow has booleans as bits too.
      }
      return arrow.makeData({ type: new arrow.Bool(), length, ...nulls, data });
    }
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const lists = values.map((value) =>
        value instanceof DuckDBListValue || value instanceof DuckDBArrayValue ? value.items : []
      );
      const child = toData((type as DuckDBListType | DuckDBArrayType).valueType, lists.flat());
      const valueOffsets = offsetsOf(lists.map((items) => items.length));
      const list = new arrow.List(new arrow.Field("item", child.type, true));
      return arrow.makeData({ type: list, length, ...nulls, valueOffsets, child });
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const children = entryNames.map((name, index) =>
        toData(
          entryTypes[index]!,
          values.map((value) =>
            value instanceof DuckDBStructValue ? value.entries[name] ?? null : null
          ),
        )
      );
      const fields = entryNames.map((name, index) =>
        new arrow.Field(name, children[index]!.type, true)
      );
      return arrow.makeData({ type: new arrow.Struct(fields), length, ...nulls, children });
    }
    case DuckDBTypeId.BLOB: {
      const pieces = values.map((value) =>
        value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array()
      );
      return arrow.makeData({ type: new arrow.Binary(), length, ...nulls, ...joined(pieces) });
    }
    default: {
      const encoder = new TextEncoder();
      const pieces = values.map((value) => encoder.encode(value === null ? "" : String(value)));
      return arrow.makeData({ type: new arrow.Utf8(), length, ...nulls, ...joined(pieces) });
    }
  }
}

function toNumber(value: DuckDBValue, target: ArrayLike<unknown>): number | bigint {
  if (value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return target instanceof Float64Array ? Number(value) : value as number | bigint;
}

function nullsOf(values: readonly DuckDBValue[]) {
  let nullCount = 0;
  const nullBitmap = new Uint8Array(bitmapBytes(values.length));
  for (const [row, value] of values.entries()) {
    if (value === null) nullCount++;
    else setValid(nullBitmap, row);
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}

function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  let end = 0;
  for (const [index, length] of lengths.entries()) offsets[index + 1] = end += length;
  return offsets;
}

function joined(pieces: readonly Uint8Array[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = offsetsOf(pieces.map(({ length }) => length));
  const data = new Uint8Array(valueOffsets.at(-1)!);
  for (const [index, piece] of pieces.entries()) data.set(piece, valueOffsets[index]!);
  return { valueOffsets, data };
}
