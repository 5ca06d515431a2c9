import type { ForgedBoard, Forgery } from "../support/forgery.ts";
import { duckdb, KEYS, parquet } from "./sizes.ts";

const MAGIC = [80, 65, 82, 49];
const INT32 = 0x5, INT64 = 0x6, BINARY = 0x8, LIST = 0x9, STRUCT = 0xc;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** A field's head, in Thrift's compact protocol: how far its id is from the last one, and its type. */
function field(delta: number, type: number): number {
  return delta << 4 | type;
}

function listOf(type: number, length: number): number[] {
  return [0xf0 | type, ...varint(length)];
}

/** The schema's element of a column with some fields in it. */
function group(children: number): number[] {
  return [field(3, INT32), 2, field(1, BINARY), 1, 97, field(1, INT32), ...varint(2 * children), 0];
}

const LEAF = [field(1, INT32), 10, field(2, INT32), 2, field(1, BINARY), 1, 98, 0];
const ROOT = [field(4, BINARY), 1, 115, field(1, INT32), 2, 0];

/** A board whose `metrics.parquet` is nothing but a footer. */
function footer(...parts: (number[] | Uint8Array)[]): Forgery {
  return (board) => withFooter(board, parts.flatMap((part) => [...part]));
}

function withFooter(board: ForgedBoard, bytes: number[]): void {
  const length = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  board.metadata({ backend: "parquet", status: "finished" })
    .file("data/metrics.parquet", Uint8Array.from([...MAGIC, ...bytes, ...length, ...MAGIC]));
}

function repeated(part: number[], times: number): Uint8Array {
  return Uint8Array.from({ length: part.length * times }, (_, at) => part[at % part.length]!);
}

/** A footer of so many schema elements, without rows. */
function schema(count: number, ...elements: (number[] | Uint8Array)[]): Forgery {
  return footer(
    [field(1, INT32), 2, field(1, LIST), ...listOf(STRUCT, count)],
    ...elements,
    [field(1, INT64), 0, field(1, LIST), STRUCT, 0],
  );
}

/** More than a reader takes, as an SQL text; DuckDB makes more of them for a minute. */
function manyColumns(): string {
  return Array.from({ length: 30_000 }, (_, index) => `m${index} DOUBLE`).join(", ");
}

const DEPTH = 10_000;

/** Columns that no table of a board has, and footers that say what no file has. */
export const COLUMNS: Record<string, Forgery> = {
  parquet_nested_deeply: parquet(
    "nested",
    `SELECT ${KEYS}, ${"[".repeat(60)}1${"]".repeat(60)} AS deep FROM range(3) t(step)`,
  ),
  parquet_of_deep_maps: parquet(
    "maps",
    `SELECT ${KEYS}, ${"MAP {1: ".repeat(30)}1${"}".repeat(30)} AS deep FROM range(3) t(step)`,
  ),
  parquet_of_deep_media: async (board) => {
    await parquet(
      "deep_media",
      `SELECT ${KEYS}, ${"[{'a': ".repeat(30)}1${"}]".repeat(30)} AS name FROM range(3) t(step)`,
    )(board);
    const bytes = Deno.readFileSync(board.path("data/metrics.parquet"));
    board.file("data/media.parquet", bytes).file("data/histograms.parquet", bytes)
      .file("data/tables.parquet", bytes).remove("data/metrics.parquet");
  },
  duckdb_of_deep_maps: duckdb(
    "maps",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, ` +
      `${"MAP {1: ".repeat(40)}1${"}".repeat(40)} AS deep FROM range(3) t(step)`,
    `CREATE TABLE b.media AS SELECT ${KEYS}, ` +
      `${"MAP {1: ".repeat(40)}1${"}".repeat(40)} AS name FROM range(3) t(step)`,
  ),
  duckdb_of_a_deep_type_with_a_name: duckdb(
    "named",
    `CREATE TYPE b.plain AS ${"MAP(INTEGER, ".repeat(40)}INTEGER${")".repeat(40)}`,
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, NULL::b.plain AS deep FROM range(3) t(step)`,
  ),
  duckdb_of_30_000_columns: duckdb(
    "30_000_columns",
    `CREATE TABLE b.metrics (step BIGINT, global_step BIGINT, timestamp TIMESTAMP, ${manyColumns()})`,
    "INSERT INTO b.metrics (step) SELECT * FROM range(3)",
  ),
  parquet_of_100_000_columns: schema(100_001, ROOT, repeated(LEAF, 100_000)),
  parquet_schema_nested_10_000_deep: schema(DEPTH + 2, ROOT, repeated(group(1), DEPTH), LEAF),
  parquet_schema_of_4_billion_fields: schema(3, ROOT, group(0x7fff_fff0), LEAF),
  parquet_schema_that_ends_early: schema(1_000, ROOT, LEAF),
  parquet_of_a_million_empty_row_groups: footer(
    [field(1, INT32), 2, field(1, LIST), ...listOf(STRUCT, 2), ...ROOT, ...LEAF],
    [field(1, INT64), 0, field(1, LIST), ...listOf(STRUCT, 1_000_000)],
    new Uint8Array(1_000_000 + 1),
  ),
  parquet_of_two_million_empty_keys: footer(
    [field(1, INT32), 2, field(1, LIST), ...listOf(STRUCT, 2), ...ROOT, ...LEAF],
    [field(1, INT64), 0, field(1, LIST), STRUCT, field(1, LIST), ...listOf(STRUCT, 2_000_000)],
    new Uint8Array(2_000_000 + 1),
  ),
};
