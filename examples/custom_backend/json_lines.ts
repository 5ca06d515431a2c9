/**
 * A custom backend that writes JSON Lines: each row of `metrics` is a line of
 * `data/metrics.jsonl`, each column a line of `data/metrics.columns.jsonl`.
 *
 * A row has only the cells that are not empty. Numbers that JSON cannot express
 * are strings that `Number()` converts back: `"NaN"`, `"Infinity"`,
 * `"-Infinity"`, `"-0"`.
 *
 * @module
 */
import type {
  Backend,
  Block,
  ColumnDef,
  ColumnType,
  ColumnValues,
  OpenBackend,
  TableName,
  TableState,
} from "@kohakuboard/client";
import { JsonLinesFile } from "./json_lines_file.ts";

const LOG_TABLES: readonly TableName[] = ["metrics", "media", "tables", "histograms"];
/** Their rows are in order by `number`, and belong to no log call. */
const EVENT_TABLES: readonly TableName[] = ["files", "system", "alerts"];

/** Called by the board's writer. */
export const openBackend: OpenBackend = async ({ dataDir }) => {
  const tables: Partial<Record<TableName, Table>> = {};
  for (const name of [...LOG_TABLES, ...EVENT_TABLES]) {
    tables[name] = await Table.open(dataDir, name);
  }
  return new JsonLinesBackend(dataDir, tables as Record<TableName, Table>);
};

class JsonLinesBackend implements Backend {
  readonly hasEventTables = true;
  readonly #dataDir: string;
  readonly #tables: Record<TableName, Table>;

  constructor(dataDir: string, tables: Record<TableName, Table>) {
    this.#dataDir = dataDir;
    this.#tables = tables;
  }

  async tables(): Promise<TableState[]> {
    const states: TableState[] = [];
    for (const table of Object.values(this.#tables)) {
      const state = await table.state();
      if (state.rowCount > 0) states.push(state);
    }
    return states;
  }

  append(block: Block): void {
    this.#tables[block.table].append(block);
  }

  async commit(): Promise<void> {
    await Deno.mkdir(this.#dataDir, { recursive: true });
    for (const table of Object.values(this.#tables)) await table.commit();
  }

  async verify(): Promise<void> {
    await this.tables(); // It reads every line.
  }

  close(): Promise<void> {
    return Promise.resolve(); // Rows that are not committed are only in memory, and no file is open.
  }

  abort(): Promise<void> {
    return this.close();
  }
}

interface Row {
  step?: number;
  number?: number;
  global_step?: number;
  [column: string]: unknown;
}

/** The two files of a table, and the lines that the next commit adds to them. */
class Table {
  readonly #name: TableName;
  readonly #rows: JsonLinesFile<Row>;
  readonly #columns: JsonLinesFile<ColumnDef>;
  readonly #known = new Set<string>();
  #newRows: string[] = [];
  #newColumns: string[] = [];

  private constructor(
    name: TableName,
    rows: JsonLinesFile<Row>,
    columns: JsonLinesFile<ColumnDef>,
  ) {
    this.#name = name;
    this.#rows = rows;
    this.#columns = columns;
  }

  static async open(dataDir: string, name: TableName): Promise<Table> {
    const table = new Table(
      name,
      await JsonLinesFile.open(`${dataDir}/${name}.jsonl`),
      await JsonLinesFile.open(`${dataDir}/${name}.columns.jsonl`),
    );
    for (const column of (await table.state()).columns) table.#known.add(column.name);
    return table;
  }

  async state(): Promise<TableState> {
    const columns: ColumnDef[] = [];
    for await (const column of this.#columns.read()) columns.push(column);
    let rowCount = 0;
    let last: Row | undefined;
    for await (last of this.#rows.read()) rowCount++;
    return {
      table: this.#name,
      rowCount,
      lastStep: (EVENT_TABLES.includes(this.#name) ? last?.number : last?.step) ?? -1,
      lastGlobalStep: last?.global_step ?? null,
      columns,
    };
  }

  append(block: Block): void {
    for (const { name, type } of block.columns) {
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      this.#newColumns.push(JSON.stringify({ name, type }));
    }
    for (const row of toRows(block)) this.#newRows.push(JSON.stringify(row));
  }

  async commit(): Promise<void> {
    // In this order, so that after a kill each column of a row has its type in the file.
    await this.#columns.append(this.#newColumns);
    await this.#rows.append(this.#newRows);
    this.#newColumns = [];
    this.#newRows = [];
  }
}

function toRows({ rowCount, columns }: Block): Record<string, unknown>[] {
  // Without a prototype, because a metric may be called `__proto__`.
  const result = Array.from({ length: rowCount }, () => Object.create(null));
  for (const { name, type, values, rows } of columns) {
    for (const [i, value] of values.entries()) result[rows?.[i] ?? i][name] = toJson(type, value);
  }
  return result;
}

function toJson(type: ColumnType, value: ColumnValues[number]): unknown {
  switch (type) {
    case "double":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : nameOf(value as number);
    case "double[]":
      return Array.from(value as Float64Array, (item) => toJson("double", item));
    case "int64[]":
      return Array.from(value as BigInt64Array, Number);
    case "boolean":
      return value === 1;
    case "string":
      return value;
    case "int32":
    case "int64":
    case "timestamp": // Microseconds since 1970; steps and times are exact as doubles.
      return Number(value);
  }
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
