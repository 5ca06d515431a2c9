import { join } from "@std/path";
import { parquetMetadata, parquetRead, type SchemaElement } from "hyparquet";
import type { CellValue, TableContent } from "./table_content.ts";
import type { ColumnDef, ColumnType } from "../../format/tables.ts";

/** The Parquet files of one table, by name. */
export function parquetFiles(dataDir: string, table = "metrics"): string[] {
  return [...Deno.readDirSync(dataDir)].map(({ name }) => name)
    .filter((name) => name.startsWith(table) && name.endsWith(".parquet")).sort();
}

/** All files of a table as one, read by hyparquet, in the order of their first steps. */
export async function readParquet(dataDir: string, table = "metrics"): Promise<TableContent> {
  const files: TableContent[] = [];
  for (const name of parquetFiles(dataDir, table)) files.push(await readFile(join(dataDir, name)));
  files.sort((a, b) => firstStepOf(a) - firstStepOf(b));
  const columns = files.reduce<ColumnDef[]>(
    (widest, file) => file.columns.length > widest.length ? file.columns : widest,
    [],
  );
  const cells = columns.map(({ name, type }) =>
    files.flatMap((file) => {
      const index = file.columns.findIndex((other) => other.name === name && other.type === type);
      return file.cells[index] ?? new Array(file.cells[0]?.length ?? 0).fill(null);
    })
  );
  return { columns, cells };
}

function firstStepOf({ cells }: TableContent): number {
  return Number(cells[0]?.[0]);
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Its own ones round times to milliseconds, and take a byte order mark from a text. */
const PARSERS = {
  timestampFromMicroseconds: (micros: bigint) => micros,
  stringFromBytes: (bytes?: Uint8Array) => bytes && decoder.decode(bytes),
};

async function readFile(path: string): Promise<TableContent> {
  const { buffer: file } = await Deno.readFile(path);
  const metadata = parquetMetadata(file);
  const columns = topLevel(metadata.schema).map(columnOf);
  let rows: FoundCell[][] = [];
  await parquetRead({
    file,
    metadata,
    parsers: PARSERS as never,
    onComplete: (found) => rows = found as unknown as FoundCell[][],
  });
  return {
    columns,
    cells: columns.map((_, index) => rows.map((row) => toCell(row[index]))),
  };
}

/** A cell as hyparquet has it. */
type FoundCell = CellValue | CellValue[] | undefined;

/** Lists are compared by their texts. */
function toCell(found: FoundCell): CellValue {
  return Array.isArray(found) ? found.join() : found ?? null;
}

/** A column: its own element, and that of its values, which is another one for a list. */
interface SchemaColumn {
  name: string;
  isList: boolean;
  values: SchemaElement;
}

/** The columns of a schema, whose elements stand depth first behind their root. */
function topLevel(schema: readonly SchemaElement[]): SchemaColumn[] {
  const columns: SchemaColumn[] = [];
  for (let i = 1; i < schema.length; i++) {
    const element = schema[i]!;
    const isList = element.logical_type?.type === "LIST";
    // The list, the group that repeats in it, and its item.
    if (isList) i += 2;
    columns.push({ name: element.name, isList, values: schema[i] ?? element });
  }
  return columns;
}

function columnOf({ name, isList, values: { type, logical_type: logical } }: SchemaColumn) {
  const isTimestamp = logical?.type === "TIMESTAMP" && logical.unit === "MICROS";
  const lists: Partial<Record<string, ColumnType>> = { DOUBLE: "double[]", INT64: "int64[]" };
  const plain: Partial<Record<string, ColumnType>> = {
    DOUBLE: "double",
    BOOLEAN: "boolean",
    INT32: "int32",
    INT64: isTimestamp ? "timestamp" : "int64",
    BYTE_ARRAY: logical?.type === "STRING" ? "string" : undefined,
  };
  const found = (isList ? lists : plain)[type ?? ""];
  if (found === undefined) throw new Error(`The column ${name} has the type ${type}`);
  return { name, type: found };
}
