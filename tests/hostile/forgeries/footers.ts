import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  RowGroup,
  structs,
  toStruct,
} from "../../../backends/parquet/footer_fields.ts";
import {
  parseStruct,
  serializeStruct,
  type ThriftStruct,
} from "../../../backends/parquet/thrift_compact.ts";
import { ThriftType } from "../../../backends/parquet/thrift_type.ts";
import { joinBytes } from "../../../format/join_bytes.ts";
import type { ForgedBoard, Forgery } from "../support/forgery.ts";

const FILE = "data/metrics.parquet";
const [OFFSET_INDEX, OFFSET_INDEX_BYTES, COLUMN_INDEX, COLUMN_INDEX_BYTES] = ColumnChunk
  .pageIndexes as [number, number, number, number];
/** As many as a 64-bit integer has exactly, in a number. */
const HUGE = 2 ** 62;
/** The number of values of a column chunk. */
const VALUES = 5;
const COMPRESSION = 4;
const ENCODINGS = 2;
const UNCOMPRESSED_BYTES = 6;

/** What a footer has of its first row group and of that one's columns. */
interface Fields {
  file: ThriftStruct;
  group: ThriftStruct;
  columns: ThriftStruct[];
  metaData: ThriftStruct[];
  /** Where the footer begins. */
  start: number;
}

/** Footers that lie about rows, pages and their indexes. */
export const FOOTERS: Record<string, Forgery> = both({
  indexes_that_overlap: ({ columns }) => {
    for (const column of columns) {
      setIndexes(column, 4, 1_000);
    }
  },
  indexes_outside_of_the_file: ({ columns }) => {
    for (const column of columns) setIndexes(column, HUGE, 2 ** 31 - 1);
  },
  indexes_before_the_file: ({ columns }) => {
    for (const column of columns) setIndexes(column, -1_000, -5);
  },
  indexes_in_the_footer: ({ columns, start }) => {
    for (const column of columns) setIndexes(column, start, 2 ** 31 - 1);
  },
  bloom_filters_outside_of_the_file: ({ metaData }) => {
    for (const data of metaData) {
      set(data, 14, ThriftType.Int64, HUGE);
      set(data, 15, ThriftType.Int32, 2 ** 31 - 1);
    }
  },
  rows_without_end: ({ file, group }) => {
    set(file, FileMetaData.numRows, ThriftType.Int64, HUGE);
    set(group, RowGroup.numRows, ThriftType.Int64, HUGE);
  },
  rows_below_zero: ({ file, group }) => {
    set(file, FileMetaData.numRows, ThriftType.Int64, -3);
    set(group, RowGroup.numRows, ThriftType.Int64, -3);
  },
  more_rows_than_values: ({ file, group }) => {
    set(file, FileMetaData.numRows, ThriftType.Int64, 4_000);
    set(group, RowGroup.numRows, ThriftType.Int64, 4_000);
  },
  fewer_rows_than_values: ({ file, group }) => {
    set(file, FileMetaData.numRows, ThriftType.Int64, 1);
    set(group, RowGroup.numRows, ThriftType.Int64, 1);
  },
  values_without_end: ({ metaData }) => {
    for (const data of metaData) set(data, VALUES, ThriftType.Int64, HUGE);
  },
  values_below_zero: ({ metaData }) => {
    for (const data of metaData) set(data, VALUES, ThriftType.Int64, -HUGE);
  },
  all_columns_in_the_same_pages: ({ metaData: [first, ...others] }) => {
    for (const data of others) {
      for (const id of [7, ColumnMetaData.dataPageOffset, ColumnMetaData.dictionaryPageOffset]) {
        const field = first!.get(id);
        if (field === undefined) data.delete(id);
        else data.set(id, field);
      }
    }
  },
  pages_at_the_end_of_numbers: ({ metaData }) => {
    for (const data of metaData) {
      set(data, ColumnMetaData.dataPageOffset, ThriftType.Int64, 2 ** 53);
      set(data, ColumnMetaData.totalCompressedSize, ThriftType.Int64, -(2 ** 53));
    }
  },
  pages_of_a_codec_that_is_none: ({ metaData }) => {
    for (const data of metaData) set(data, COMPRESSION, ThriftType.Int32, 99);
  },
  encodings_without_end: ({ metaData }) => {
    const items = Array.from({ length: 100_000 }, () => 0);
    for (const data of metaData) {
      data.set(ENCODINGS, { type: ThriftType.List, value: { type: ThriftType.Int32, items } });
    }
  },
  sizes_below_zero: ({ group, metaData }) => {
    for (const id of [RowGroup.totalByteSize, RowGroup.totalCompressedSize]) {
      set(group, id, ThriftType.Int64, -HUGE);
    }
    for (const data of metaData) set(data, UNCOMPRESSED_BYTES, ThriftType.Int64, -HUGE);
  },
});

/** Each as the file of a finished run, and as that of one that was killed. */
function both(changes: Record<string, (fields: Fields) => void>): Record<string, Forgery> {
  const finished = Object.entries(changes).map(([name, change]): [string, Forgery] => [
    `footer_of_${name}`,
    (board) => {
      changeFooter(board.copyOf("parquet"), change);
      board.remove("file_checksums.json"); // Which tells of another file.
    },
  ]);
  const killed = Object.entries(changes).map(([name, change]): [string, Forgery] => [
    `footer_of_a_killed_run_of_${name}`,
    (board) => changeFooter(board.copyOf("parquet").killed({ backend: "parquet" }), change),
  ]);
  return Object.fromEntries([...finished, ...killed]);
}

function changeFooter(board: ForgedBoard, change: (fields: Fields) => void): void {
  const bytes = Deno.readFileSync(board.path(FILE));
  const length = new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
  const start = bytes.length - 8 - length;
  const file = parseStruct(bytes.subarray(start, -8));
  const [group] = structs(file, FileMetaData.rowGroups) as [ThriftStruct];
  const columns = structs(group, RowGroup.columns);
  const metaData = columns.map((column) => toStruct(column.get(ColumnChunk.metaData)?.value));
  change({ file, group, columns, metaData, start });
  const footer = serializeStruct(file);
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  tail.set(bytes.subarray(-4), 4);
  board.file(FILE, joinBytes(bytes.subarray(0, start), footer, tail));
}

function setIndexes(column: ThriftStruct, offset: number, length: number): void {
  for (const id of [OFFSET_INDEX, COLUMN_INDEX]) set(column, id, ThriftType.Int64, offset);
  for (const id of [OFFSET_INDEX_BYTES, COLUMN_INDEX_BYTES]) {
    set(column, id, ThriftType.Int32, length);
  }
}

function set(struct: ThriftStruct, id: number, type: ThriftType, value: number): void {
  struct.set(id, { type, value });
}
