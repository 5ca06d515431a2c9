import * as arrow from "./arrow_bundle.js";
import type { DenseColumn } from "../dense_batch.ts";
import type { ColumnDef, ColumnType } from "../../format/tables.ts";
import { isValid } from "../validity_bitmap.ts";

/** The Arrow type of each column type; timestamps have no zone, as in DuckDB. */
const ARROW_TYPES: Readonly<Record<ColumnType, arrow.DataType>> = {
  double: new arrow.Float64(),
  boolean: new arrow.Bool(),
  string: new arrow.Utf8(),
  int64: new arrow.Int64(),
  int32: new arrow.Int32(),
  timestamp: new arrow.TimestampMicrosecond(),
  "double[]": new arrow.List(new arrow.Field("item", new arrow.Float64(), true)),
  "int64[]": new arrow.List(new arrow.Field("item", new arrow.Int64(), true)),
};

const { assign } = arrow.Schema.prototype;

/**
 * Arrow replaces all fields of a batch's schema, and looks for each among all others: of 10,000
 * columns for half a second, of 50,000 for 16 s. This is the bundle's own class, and no reader's.
 */
// deno-lint-ignore no-explicit-any -- As Arrow declares it.
arrow.Schema.prototype.assign = function (...args: any[]): arrow.Schema<any> {
  const [fields] = args;
  const isSame = args.length === 1 && Array.isArray(fields) &&
    fields.length === this.fields.length &&
    this.fields.every(({ name }, index) => fields[index]?.name === name);
  return isSame ? new arrow.Schema(fields, this.metadata) : assign.apply(this, args);
};

/** The Arrow schema of some columns. */
export function arrowSchema(columns: readonly ColumnDef[]): arrow.Schema {
  return new arrow.Schema(
    columns.map(({ name, type }) => new arrow.Field(name, ARROW_TYPES[type], true)),
  );
}

/** The columns of an Arrow schema that we wrote. @throws {TypeError} For a type that no column has. */
export function columnsOf(schema: arrow.Schema): ColumnDef[] {
  return schema.fields.map(({ name, type }) => {
    const known = Object.entries(ARROW_TYPES).find(([, ours]) => String(ours) === String(type));
    if (known !== undefined) return { name, type: known[0] as ColumnType };
    throw new TypeError(
      `Cannot read the column ${name}: expected one of ${
        Object.values(ARROW_TYPES).join(", ")
      }, found ${type}`,
    );
  });
}

/** One record batch of dense columns, as the bytes of an Arrow IPC stream. */
export function encodeBatch(columns: readonly DenseColumn[], rowCount: number): Uint8Array {
  const data = columns.map((column) => columnData(column, rowCount));
  return encode(arrowSchema(columns), rowCount, data);
}

/** One record batch of columns without any value, as the bytes of an Arrow IPC stream. */
export function encodeEmptyBatch(columns: readonly ColumnDef[], rowCount: number): Uint8Array {
  const schema = arrowSchema(columns);
  const data = schema.fields.map(({ type }) => emptyData(type, rowCount));
  return encode(schema, rowCount, data);
}

/**
 * A record batch with more columns, which are empty.
 *
 * @param ipc The batch, as the bytes of an Arrow IPC stream.
 * @param columns All columns, those of the batch included.
 */
export function widenBatch(ipc: Uint8Array, columns: readonly ColumnDef[]): Uint8Array {
  const [batch] = arrow.tableFromIPC(ipc).batches;
  if (batch === undefined) throw new RangeError("Cannot widen an Arrow stream without a batch");
  const schema = arrowSchema(columns);
  const dataByName = new Map(
    batch.schema.fields.map(({ name }, index) => [name, batch.data.children[index]]),
  );
  const data = schema.fields.map(({ name, type }) =>
    dataByName.get(name) ?? emptyData(type, batch.numRows)
  );
  return encode(schema, batch.numRows, data);
}

function encode(schema: arrow.Schema, rowCount: number, children: arrow.Data[]): Uint8Array {
  const type = new arrow.Struct(schema.fields);
  const data = arrow.makeData({
    type,
    length: rowCount,
    nullCount: 0,
    children: children.map(withValues),
  });
  const batch = new arrow.RecordBatch(schema, data);
  return arrow.tableToIPC(new arrow.Table([batch]), "stream");
}

/**
 * Arrow writes no values of a boolean column that is empty in all rows, and
 * parquet-wasm then reports that they are missing. So they are written as
 * bytes, whose buffer Arrow does not leave out; that it is larger than that of
 * bits does no harm, and the type is taken from the schema.
 */
function withValues(data: arrow.Data): arrow.Data {
  const { type, length, nullCount } = data;
  if (!arrow.DataType.isBool(type) || nullCount < length) return data;
  return arrow.makeData({
    type: new arrow.Uint8(),
    length,
    nullCount,
    nullBitmap: new Uint8Array((length + 7) >> 3),
    data: new Uint8Array(length),
  });
}

function columnData(column: DenseColumn, rowCount: number): arrow.Data {
  const { values, validity, valueCount } = column;
  const common = {
    length: rowCount,
    nullCount: rowCount - valueCount,
    nullBitmap: valueCount === rowCount ? undefined : validity.subarray(0, (rowCount + 7) >> 3),
  };
  switch (column.type) {
    case "string":
      return arrow.makeData({
        type: new arrow.Utf8(),
        ...common,
        ...encodeStrings(values as string[], validity, rowCount),
      });
    case "boolean":
      return arrow.makeData({
        type: new arrow.Bool(),
        ...common,
        data: packBits(values as Uint8Array, rowCount),
      });
    case "double[]":
    case "int64[]":
      return arrow.makeData({
        type: ARROW_TYPES[column.type] as arrow.List,
        ...common,
        ...joinLists(values as Float64Array[], column, rowCount),
      });
    case "double":
    case "int32":
    case "int64":
    case "timestamp":
      return arrow.makeData({
        type: ARROW_TYPES[column.type] as arrow.Float64,
        ...common,
        data: (values as Float64Array).subarray(0, rowCount),
      });
  }
}

function emptyData(type: arrow.DataType, length: number): arrow.Data {
  const vector = arrow.vectorFromArray(new Array(length).fill(null), type);
  return vector.data[0]!; // A vector that is made of one array has one chunk.
}

function encodeStrings(
  values: string[],
  validity: Uint8Array,
  rowCount: number,
): { valueOffsets: Int32Array; data: Uint8Array } {
  const encoder = new TextEncoder();
  const valueOffsets = new Int32Array(rowCount + 1);
  let data = new Uint8Array(1024);
  let end = 0;
  for (let row = 0; row < rowCount; row++) {
    if (isValid(validity, row)) {
      const text = values[row]!;
      const maxEnd = end + text.length * 3;
      if (maxEnd > data.length) {
        const larger = new Uint8Array(Math.max(maxEnd, data.length * 2));
        larger.set(data.subarray(0, end));
        data = larger;
      }
      end += encoder.encodeInto(text, data.subarray(end)).written;
    }
    valueOffsets[row + 1] = end;
  }
  return { valueOffsets, data: data.subarray(0, end) };
}

function joinLists(
  lists: Float64Array[],
  { type, validity }: DenseColumn,
  rowCount: number,
): { valueOffsets: Int32Array; child: arrow.Data } {
  const valueOffsets = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    const length = isValid(validity, row) ? lists[row]!.length : 0;
    valueOffsets[row + 1] = valueOffsets[row]! + length;
  }
  const length = valueOffsets[rowCount]!;
  const items = type === "double[]" ? new Float64Array(length) : new BigInt64Array(length);
  for (let row = 0; row < rowCount; row++) {
    const start = valueOffsets[row]!;
    if (valueOffsets[row + 1]! > start) (items as Float64Array).set(lists[row]!, start);
  }
  const itemType = (ARROW_TYPES[type] as arrow.List).valueType as arrow.Float64;
  const child = arrow.makeData({
    type: itemType,
    length,
    nullCount: 0,
    data: items as Float64Array,
  });
  return { valueOffsets, child };
}

function packBits(values: Uint8Array, rowCount: number): Uint8Array {
  const bits = new Uint8Array((rowCount + 7) >> 3);
  for (let row = 0; row < rowCount; row++) bits[row >> 3]! |= (values[row]! & 1) << (row & 7);
  return bits;
}
