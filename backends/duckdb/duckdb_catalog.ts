import type { TableState } from "../../format/table_state.ts";
import {
  type ColumnDef,
  type ColumnType,
  orderColumn,
  TABLE_NAMES,
  type TableName,
} from "../../format/tables.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import { SQL_TYPES } from "./duckdb_schema.ts";
import { quoteName, quoteText } from "./quote.ts";

/** The column type of each SQL type. */
const COLUMN_TYPES = new Map(
  Object.entries(SQL_TYPES).map(([type, sql]) => [sql, type as ColumnType]),
);

/**
 * What no table of a board says of its columns, as a regular expression; names in quotes apart. As
 * whole words: these alone are never names without quotes, but `DEFAULT_LR` and `CHECKSUM` are.
 */
const RULES = String
  .raw`\b(?:DEFAULT|GENERATED ALWAYS|NOT NULL|CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY|COLLATE)\b`;

/** What tables the file has that is attached as `board`, and what is in them. */
export class DuckDbCatalog {
  readonly #duckdb: BareDuckDb;
  /** The file, for error messages. */
  readonly path: string;

  /** @param path The file, for error messages. */
  constructor(duckdb: BareDuckDb, path: string) {
    this.#duckdb = duckdb;
    this.path = path;
  }

  /**
   * The tables of ours that the file has. Beside one in another schema, `main` may have a view of its
   * name.
   *
   * @throws {TypeError} Where one has a rule, which may be a stranger's: a value of a gigabyte by
   * default, in each row that a run adds.
   */
  async tableNames(): Promise<TableName[]> {
    const rows = await this.#duckdb.rows(
      `SELECT table_name, regexp_extract(regexp_replace(sql, '"(?:[^"]|"")*"', '', 'g'), '${RULES}')
       FROM duckdb_tables() WHERE database_name = 'board' AND schema_name = 'main'`,
    );
    return rows.flatMap(([found, rule]) => {
      const name = TABLE_NAMES.find((table) => table === found);
      if (name === undefined) return [];
      if (rule === "") return [name];
      throw new TypeError(
        `Cannot read the table ${name} of ${this.path}: expected columns without rules, as a ` +
          `board's are, found ${rule}`,
      );
    });
  }

  /** Whether the file has nothing: no table and no view, of whatever name and schema. */
  async isEmpty(): Promise<boolean> {
    return await this.count(
      `SELECT (SELECT count(*) FROM duckdb_tables() WHERE database_name = 'board') +
         (SELECT count(*) FROM duckdb_views() WHERE database_name = 'board' AND NOT internal)`,
    ) === 0;
  }

  /** The size of the file's blocks. */
  async blockBytes(): Promise<number> {
    return await this.count(
      "SELECT block_size FROM pragma_database_size() WHERE database_name = 'board'",
    );
  }

  /** The columns of a table, in its order. */
  async columnsOf(table: TableName): Promise<ColumnDef[]> {
    // Of a new instance, the first query of `duckdb_columns()` takes ten times as long. `DESCRIBE` plans
    // a query of all columns, of 20,000 for a second, and of twice as many four times as long.
    const rows = await this.#duckdb.rows(
      `SELECT name, type FROM pragma_table_info(${quoteText(nameOf(table))})`,
    );
    return rows.map(([name, sqlType]) => {
      const type = COLUMN_TYPES.get(String(sqlType));
      if (type === undefined) {
        throw new TypeError(
          `Cannot read the column ${name} of ${this.path}: expected one of ${
            Object.values(SQL_TYPES).join(", ")
          }, found ${sqlType}`,
        );
      }
      return { name: String(name), type };
    });
  }

  /** How many rows each table of ours has that has some: asked with one query, as most have none. */
  async rowCounts(): Promise<Map<TableName, number>> {
    const tables = await this.tableNames();
    if (tables.length === 0) return new Map();
    const counts = tables.map((table, index) =>
      `SELECT ${index}::BIGINT, count(*) FROM ${nameOf(table)}`
    );
    const rows = await this.#duckdb.rows(counts.join(" UNION ALL "));
    const counted = rows.flatMap(([index, count]) => {
      const table = tables[Number(index)];
      return table === undefined || count === 0n ? [] : [[table, Number(count)] as const];
    });
    return new Map(counted.toSorted(([a], [b]) => tables.indexOf(a) - tables.indexOf(b)));
  }

  /** The last steps and the columns of a table that has so many rows. */
  async stateOf(table: TableName, rowCount: number): Promise<TableState> {
    const order = orderColumn(table);
    // The highest step DuckDB knows without reading rows, and by it, which rows to read.
    const lastStep = await this.count(`SELECT coalesce(max(${order}), -1) FROM ${nameOf(table)}`);
    const [lastGlobalStep] = await this.#row(
      `SELECT arg_max_null(global_step, ${order}) FROM ${nameOf(table)}
       WHERE ${order} >= ${lastStep}`,
    );
    return {
      table,
      rowCount,
      lastStep,
      lastGlobalStep: lastGlobalStep === null ? null : Number(lastGlobalStep),
      columns: await this.columnsOf(table),
    };
  }

  /** The number that a query counts. */
  async count(sql: string): Promise<number> {
    const [count] = await this.#row(sql);
    return Number(count);
  }

  /** The only row of a result. */
  async #row(sql: string): Promise<unknown[]> {
    const [row] = await this.#duckdb.rows(sql);
    if (row === undefined) throw new Error(`Cannot read ${this.path}: expected a row, found none`);
    return row;
  }
}

function nameOf(table: TableName): string {
  return `board.main.${quoteName(table)}`;
}
