/**
 * Looks at the footer of a Parquet file before a library reads the file: a footer of a few kilobytes
 * can have DuckDB end the process (columns nested 10,000 deep), read for ever (sixty deep), or read
 * the same pages a thousand times.
 *
 * @module
 */
import { boardColumns, lackedColumnText, otherTypeText } from "../../format/board_columns.ts";
import { MAX_COLUMNS, orderColumn, type TableName } from "../../format/tables.ts";
import { OpenFile } from "../../system/open_file.ts";
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  RowGroup,
  SchemaElement,
  Statistics,
} from "./footer_fields.ts";
import { type ColumnKind, fitsType } from "./fits_type.ts";
import { hasParquetMagic, PARQUET_MAGIC } from "./parquet_magic.ts";
import { ThriftCursor } from "./thrift_cursor.ts";
import type { ThriftType } from "./thrift_type.ts";

/** The physical type of 64-bit integers, by its number in the format. */
const INT64 = 2;
/** The footer's length and the magic bytes, behind the footer. */
const TAIL_BYTES = 8;
/** The footer of a file of 5,000 columns and 500 row groups has some 300 MB. */
const MAX_FOOTER_BYTES = 512 * 1024 ** 2;
/** A list has its own element, one for its items, and one for what they are. */
const MAX_ELEMENTS_PER_COLUMN = 3;
/** Steps and times of a board's rows take more. A footer may claim 2^40 rows, which DuckDB counts one by one. */
const MAX_ROWS_PER_BYTE = 4096;

/** What a footer tells of the rows of its file. */
export interface CheckedFooter {
  /** How many rows there are. */
  rowCount: number;
  /**
   * The least and the greatest step, or number in an event table, by the statistics; `undefined`
   * where they do not tell.
   */
  steps?: { firstStep: number; lastStep: number };
}

/**
 * Checks that a footer is one as a board's files have it: columns, or lists of numbers or texts, those
 * that a table has in every board with their types, and row groups one after another within the file.
 *
 * @param types What columns must have which types, by their names in lower case.
 * @throws {RangeError} Where it is another; the message follows on "Cannot read the file: ".
 * @throws {Error} With the system's code, as `ENOENT`.
 */
export async function checkFooter(
  path: string,
  table: TableName,
  types = boardColumns(table),
): Promise<CheckedFooter> {
  using file = await OpenFile.openLater(path);
  const { size } = await file.infoLater();
  const read = async (start: number, length: number) => {
    const bytes = new Uint8Array(length);
    if (await file.readFullyLater(bytes, start)) return bytes;
    throw new RangeError("the file ended while it was read");
  };
  const ends = size < TAIL_BYTES ? undefined : {
    head: await read(0, PARQUET_MAGIC.length),
    tail: await read(size - TAIL_BYTES, TAIL_BYTES),
  };
  const isWhole = ends !== undefined &&
    hasParquetMagic(size, (start) => start === 0 ? ends.head : ends.tail.subarray(4));
  if (!isWhole) throw new RangeError("expected a Parquet file, found one that is none or is torn");
  const length = new DataView(ends.tail.buffer).getUint32(0, true);
  const start = size - TAIL_BYTES - length;
  if (start < PARQUET_MAGIC.length) throw new RangeError("the file is too short for its footer");
  if (length > MAX_FOOTER_BYTES) {
    throw new RangeError(`its footer has ${length} bytes, more than ${MAX_FOOTER_BYTES}`);
  }
  try {
    return checkFooterBytes(await read(start, length), start, table, types);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`expected a footer as boards have it: ${error.message}`);
  }
}

/**
 * As {@linkcode checkFooter}, for the bytes of a footer.
 *
 * @param start Where it begins in the file: all pages are before it.
 * @throws {RangeError} Where it is another.
 */
export function checkFooterBytes(
  bytes: Uint8Array,
  start: number,
  table: TableName,
  types = boardColumns(table),
): CheckedFooter {
  const cursor = new ThriftCursor(bytes);
  let schema: Schema | undefined;
  let rowCount = 0;
  const steps = new StepRanges();
  let claimedRows: number | undefined;
  let end = PARQUET_MAGIC.length;
  cursor.struct((id, type) => {
    if (id === FileMetaData.schema) schema = readSchema(cursor, type, table, types);
    else if (id === FileMetaData.numRows) claimedRows = cursor.integer(type);
    else if (id === FileMetaData.rowGroups) {
      cursor.structs(type, () => {
        const group = readRowGroup(cursor, schema, steps);
        if (group.start < end || group.end < group.start || group.end > start) {
          throw new RangeError(
            `a row group is at bytes ${group.start} to ${group.end}, where no other may be`,
          );
        }
        end = group.end;
        rowCount += group.rowCount;
      });
    } else return false;
  });
  if (!cursor.atEnd) throw new RangeError("there are more bytes behind it");
  if (schema === undefined) throw new RangeError("it has no columns");
  if (rowCount !== claimedRows) {
    throw new RangeError(`its row groups have ${rowCount} rows, the file ${claimedRows}`);
  }
  if (rowCount > MAX_ROWS_PER_BYTE * start) {
    throw new RangeError(`it claims ${rowCount} rows in ${start} bytes`);
  }
  return { rowCount, steps: steps.range };
}

/** The columns of a file. */
interface Schema {
  columnCount: number;
  /** The place of the column by which the rows are in order; -1 where there is none. */
  stepIndex: number;
}

/** The steps in the row groups, by the statistics of their column. */
class StepRanges {
  #first = Infinity;
  #last = -Infinity;
  #isUnknown = false;

  add(statistics: StepRange | undefined): void {
    if (statistics === undefined) this.#isUnknown = true;
    this.#first = Math.min(this.#first, statistics?.firstStep ?? Infinity);
    this.#last = Math.max(this.#last, statistics?.lastStep ?? -Infinity);
  }

  get range(): StepRange | undefined {
    if (this.#isUnknown || this.#first > this.#last) return undefined;
    return { firstStep: this.#first, lastStep: this.#last };
  }
}

type StepRange = NonNullable<CheckedFooter["steps"]>;

/** Goes through the schema: a tree, each node before its children. */
function readSchema(
  cursor: ThriftCursor,
  type: ThriftType,
  table: TableName,
  types: ReturnType<typeof boardColumns>,
): Schema {
  const order = orderColumn(table);
  const lacked = new Set(types.keys());
  let columnCount = 0;
  let stepIndex = -1;
  /** Elements of the current column that are missing still. */
  let open = 0;
  let depth = 0;
  let rootChildren = 0;
  let column = "";
  cursor.structs(type, (index) => {
    let children = 0;
    let name: Uint8Array | undefined;
    const kind: ColumnKind = {};
    cursor.struct((id, type) => {
      if (id === SchemaElement.numChildren) children = cursor.integer(type);
      else if (id === SchemaElement.name) name = cursor.binary(type);
      else if (id === SchemaElement.type) kind.physical = cursor.integer(type);
      else if (id === SchemaElement.convertedType) kind.converted = cursor.integer(type);
      else if (id === SchemaElement.logicalType) {
        cursor.structOf(type, (id) => {
          kind.logical = id;
          return false;
        });
      } else return false;
    });
    if (index === 0) {
      rootChildren = children;
      return;
    }
    if (open === 0) {
      depth = 0;
      column = decoder.decode(name?.subarray(0, 100));
      // What is behind it would be no part of the name where a query names the column.
      if (name?.includes(0)) throw new RangeError("the name of a column has a NUL in it");
      if (column === order) stepIndex = columnCount;
      if (++columnCount > MAX_COLUMNS) {
        throw new RangeError(`it has more than ${MAX_COLUMNS} columns`);
      }
    }
    depth++;
    if (children < 0 || children > 1 || (children === 1 && depth === MAX_ELEMENTS_PER_COLUMN)) {
      throw new RangeError(`the column ${JSON.stringify(column)} is nested, as no board's is`);
    }
    open = children;
    if (open > 0) return;
    const expected = types.get(column.toLowerCase());
    lacked.delete(column.toLowerCase());
    // With steps that are texts or fractions, queries would leave out rows without a word.
    if (expected !== undefined && !fitsType(kind, depth > 1, expected)) {
      throw new RangeError(otherTypeText(column, table, expected));
    }
  });
  if (open !== 0 || columnCount !== rootChildren) {
    throw new RangeError(`its schema has ${columnCount} columns where ${rootChildren} should be`);
  }
  const reason = lackedColumnText(table, lacked);
  if (reason !== undefined) throw new RangeError(reason);
  return { columnCount, stepIndex };
}

const decoder = new TextDecoder();

function readRowGroup(
  cursor: ThriftCursor,
  { columnCount, stepIndex }: Schema = { columnCount: 0, stepIndex: -1 },
  steps: StepRanges,
): { rowCount: number; start: number; end: number } {
  let start = Infinity;
  let end = 0;
  let rowCount = -1;
  let chunkCount = 0;
  cursor.struct((id, type) => {
    if (id === RowGroup.numRows) rowCount = cursor.integer(type);
    else if (id === RowGroup.columns) {
      chunkCount = cursor.structs(type, (index) => {
        const chunk = readChunk(cursor);
        if (index === stepIndex) steps.add(chunk.steps);
        start = Math.min(start, chunk.start);
        end = Math.max(end, chunk.end);
      });
    } else return false;
  });
  if (chunkCount !== columnCount || chunkCount === 0) {
    throw new RangeError(`a row group has ${chunkCount} of the ${columnCount} columns`);
  }
  if (!(rowCount >= 0)) throw new RangeError(`a row group has ${rowCount} rows`);
  return { rowCount, start, end };
}

function readChunk(
  cursor: ThriftCursor,
): { start: number; end: number; steps: StepRange | undefined } {
  let isInt64 = false;
  let steps: StepRange | undefined;
  let dataPages: number | undefined;
  let dictionary = 0;
  let bytes: number | undefined;
  cursor.struct((id, type) => {
    if (id === ColumnChunk.filePath) throw new RangeError("a column is in another file");
    if (id !== ColumnChunk.metaData) return false;
    cursor.structOf(type, (id, type) => {
      if (id === ColumnMetaData.type) isInt64 = cursor.integer(type) === INT64;
      else if (id === ColumnMetaData.statistics) steps = readStatistics(cursor, type);
      else if (id === ColumnMetaData.dataPageOffset) dataPages = cursor.integer(type);
      else if (id === ColumnMetaData.dictionaryPageOffset) dictionary = cursor.integer(type);
      else if (id === ColumnMetaData.totalCompressedSize) bytes = cursor.integer(type);
      else return false;
    });
  });
  if (dataPages === undefined || bytes === undefined || bytes < 0) {
    throw new RangeError("a column does not say where its pages are");
  }
  const start = dictionary > 0 ? Math.min(dataPages, dictionary) : dataPages;
  return { start, end: start + bytes, steps: isInt64 ? steps : undefined };
}

/** The least and the greatest value of a column, where they have eight bytes, as 64-bit integers. */
function readStatistics(cursor: ThriftCursor, type: ThriftType): StepRange | undefined {
  let least: number | undefined;
  let greatest: number | undefined;
  cursor.structOf(type, (id, type) => {
    if (id === Statistics.minValue) least = toInteger(cursor.binary(type));
    else if (id === Statistics.maxValue) greatest = toInteger(cursor.binary(type));
    else return false;
  });
  if (least === undefined || greatest === undefined) return undefined;
  return { firstStep: least, lastStep: greatest };
}

function toInteger(bytes: Uint8Array): number | undefined {
  if (bytes.length !== 8) return undefined;
  const { buffer, byteOffset } = bytes;
  return Number(new DataView(buffer, byteOffset).getBigInt64(0, true));
}
