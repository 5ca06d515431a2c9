/**
 * One table of a board's tail in DuckDB.
 *
 * In DuckDB each row has a cell for each column, also where nothing was logged. A run that logs a
 * new metric every now and then would have rows times columns of them: of 200,000 rows and 5,000
 * metrics a thousand million, 8 GB, of which 400,000 hold a value. So a table has parts: where a
 * block brings new columns and the part has many cells already, another part begins, which has the
 * columns of its own rows. A run that logs the same metrics all the time has one part.
 *
 * A part's columns are known before its first row (`expect()`): a table that got them block by
 * block would be copied as often.
 */
import { addColumnsSql, SQL_TYPES } from "../../backends/duckdb/duckdb_schema.ts";
import { DuckDbTableWriter } from "../../backends/duckdb/duckdb_table_writer.ts";
import { quoteName } from "../../backends/duckdb/quote.ts";
import type { Block } from "../../format/block.ts";
import { type ColumnDef, MAX_COLUMNS, type TableName } from "../../format/tables.ts";
import { BoardReadError } from "../shared/errors.ts";
import { type SandboxedDuckDb, TAIL_DATABASE } from "../query/sandboxed_duckdb.ts";

/** A part of so many cells, 32 MB of numbers, takes no more columns. */
const MAX_PART_CELLS = 4_000_000;
/** A query names each column of each part: of 16 parts of 300 columns it takes half a second. */
const MAX_PARTS = 64;

/** Some rows of a table, with the columns that they need. */
interface Part {
  /** The number of the first frame whose rows it has. */
  readonly firstFrame: number;
  readonly tableName: string;
  readonly expected: Map<string, ColumnDef>;
  expectedRows: number;
  /** Missing until it has a row. */
  made?: { columns: ColumnDef[]; rowCount: number };
}

/** A part of a table, as others see it. */
export interface TailPart {
  /** Its relation, as SQL that can follow FROM. */
  relation: string;
  /** The names of its columns. */
  columnNames: ReadonlySet<string>;
}

/** The rows of one table that only the journal has. */
export class TailTable {
  /** How many rows it has. */
  rowCount = 0;
  /** The step of its last row; -1 without one. */
  lastStep = -1;
  readonly #duckdb: SandboxedDuckDb;
  readonly #name: TableName;
  readonly #schema: string;
  readonly #parts: Part[] = [];
  readonly #columnNames = new Set<string>();
  /** The part that rows are appended to, and what appends them. */
  #open?: { part: Part; writer: DuckDbTableWriter };

  /** @param schema The name of a schema of the {@linkcode TAIL_DATABASE}. */
  constructor(duckdb: SandboxedDuckDb, name: TableName, schema: string) {
    this.#duckdb = duckdb;
    this.#name = name;
    this.#schema = schema;
  }

  /** The relation of its rows, as SQL that can follow FROM. */
  get relation(): string {
    const { parts } = this;
    if (parts.length <= 1) return parts[0]?.relation ?? this.#qualified(this.#name);
    return `(${parts.map(({ relation }) => `FROM ${relation}`).join(" UNION ALL BY NAME ")})`;
  }

  /** Its parts that have rows, in their order. */
  get parts(): TailPart[] {
    return this.#parts.flatMap(({ tableName, made }) =>
      made === undefined ? [] : [{
        relation: this.#qualified(tableName),
        columnNames: new Set(made.columns.map(({ name }) => name)),
      }]
    );
  }

  /** Plans for the rows of a block of a frame: of all that will be appended, in their order. */
  expect(frame: number, { columns, rowCount }: Block): void {
    let part = this.#parts.at(-1);
    const isFull = part !== undefined && this.#parts.length < MAX_PARTS &&
      part.expected.size * part.expectedRows >= MAX_PART_CELLS;
    if (part === undefined || (isFull && columns.some(({ name }) => !part!.expected.has(name)))) {
      const number = this.#parts.length;
      part = {
        firstFrame: frame,
        tableName: number === 0 ? this.#name : `${this.#name}_${number}`,
        expected: new Map(),
        expectedRows: 0,
      };
      this.#parts.push(part);
    }
    for (const { name, type } of columns) {
      if (part.expected.has(name)) continue;
      part.expected.set(name, { name, type });
      this.#columnNames.add(name);
    }
    if (this.#columnNames.size > MAX_COLUMNS) {
      throw new BoardReadError(
        `Cannot read the board's journal: its ${this.#name} have more than ${MAX_COLUMNS} columns`,
      );
    }
    part.expectedRows += rowCount;
  }

  /** Appends rows of a frame for which it was asked to plan. */
  async append(frame: number, block: Block): Promise<void> {
    const part = this.#parts.findLast(({ firstFrame }) => firstFrame <= frame);
    if (part === undefined) throw new Error(`Nobody has planned for frame ${frame}`);
    const made = part.made ??= await this.#make(part);
    const writer = await this.#writerOf(part, made.columns);
    // Those of a log call's completion come with the call, whose frame may be in an earlier part.
    const added = block.columns.filter(({ name }) => !writer.hasColumn(name))
      .map(({ name, type }) => ({ name, type }));
    if (added.length > 0) await this.#addColumns(part.tableName, made, writer, added);
    await writer.append(block);
    made.rowCount += block.rowCount;
    this.rowCount += block.rowCount;
    this.lastStep = block.lastStep;
  }

  /** Gives all rows to DuckDB. More may be appended later. */
  async finish(): Promise<void> {
    await this.#open?.writer.finish();
    this.#open = undefined;
  }

  /** Drops the rows that DuckDB does not have yet: what it holds is to be cleared. Never throws. */
  drop(): void {
    this.#open?.writer.drop();
    this.#open = undefined;
  }

  /** Removes all rows, and its tables. */
  async clear(): Promise<void> {
    this.drop();
    this.rowCount = 0;
    this.lastStep = -1;
    this.#columnNames.clear();
    for (const { tableName } of this.#parts.splice(0)) {
      await this.#duckdb.run(`DROP TABLE IF EXISTS ${this.#qualified(tableName)}`);
    }
  }

  async #make({ tableName, expected }: Part): Promise<{ columns: ColumnDef[]; rowCount: number }> {
    const columns = [...expected.values()];
    const definitions = columns.map(({ name, type }) => `${quoteName(name)} ${SQL_TYPES[type]}`);
    await this.#duckdb.run(
      `CREATE TABLE ${this.#qualified(tableName)} (${definitions.join(", ")})`,
    );
    return { columns, rowCount: 0 };
  }

  async #writerOf(part: Part, columns: readonly ColumnDef[]): Promise<DuckDbTableWriter> {
    if (this.#open?.part === part) return this.#open.writer;
    await this.finish();
    const writer = new DuckDbTableWriter(
      () => this.#duckdb.openTailAppender(part.tableName, this.#schema),
      columns,
    );
    this.#open = { part, writer };
    return writer;
  }

  async #addColumns(
    tableName: string,
    made: { columns: ColumnDef[]; rowCount: number },
    writer: DuckDbTableWriter,
    added: readonly ColumnDef[],
  ): Promise<void> {
    await writer.finish(); // The rows it has staged have the old columns.
    const size = { columnCount: made.columns.length, rowCount: made.rowCount };
    for (const sql of addColumnsSql(tableName, added, size, this.#qualifiedSchema)) {
      await this.#duckdb.run(sql);
    }
    writer.addColumns(added);
    made.columns.push(...added);
  }

  get #qualifiedSchema(): string {
    return `${TAIL_DATABASE}.${quoteName(this.#schema)}`;
  }

  #qualified(tableName: string): string {
    return `${this.#qualifiedSchema}.${quoteName(tableName)}`;
  }
}
