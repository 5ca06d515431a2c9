import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "../duckdb/duckdb_bundle.js";
import { wellFormedJson } from "../../format/well_formed_json.ts";
import { quoteText } from "../../backends/duckdb/quote.ts";
import type { BoardSummary } from "../board_summary.ts";
import type { DatasetTarget } from "./dataset_target.ts";

/** A board as a data set knows it. */
export interface KnownRun {
  /** The status of the run when it was exported. */
  status: string;
  /** When the run ended, ISO 8601; `null` where it had not. */
  finishedAt: string | null;
  /** When the run began, ISO 8601; `null` where that is unknown. */
  createdAt: string | null;
  /** The last step that was exported; -1 before the first. */
  lastStep: number;
}

const COLUMNS = `board_id VARCHAR PRIMARY KEY, name VARCHAR, status VARCHAR, created_at TIMESTAMP,
  finished_at TIMESTAMP, config VARCHAR, last_step BIGINT`;

/**
 * The table `runs` of a data set: one row per board, in one small file that is
 * replaced when a row has changed. Boards that were deleted keep their rows, as
 * they keep their values.
 */
export class RunsFile implements Disposable {
  readonly #folder: DatasetTarget;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #isChanged: boolean;

  private constructor(
    folder: DatasetTarget,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    isNew: boolean,
  ) {
    this.#folder = folder;
    this.#instance = instance;
    this.#connection = connection;
    this.#isChanged = isNew;
  }

  /** Reads the table, or begins a new one. */
  static async open(folder: DatasetTarget): Promise<RunsFile> {
    const instance = await DuckDBInstance.create(":memory:", {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      threads: "1",
    });
    const connection = await instance.connect();
    const path = await folder.runsFile();
    await connection.run(`CREATE TABLE runs (${COLUMNS})`);
    if (path !== undefined) {
      await connection.run(
        `INSERT INTO runs BY NAME FROM read_parquet(${quoteText(literal(path))})`,
      );
    }
    return new RunsFile(folder, instance, connection, path === undefined);
  }

  /** A board; `undefined` where it is new. */
  async get(boardId: string): Promise<KnownRun | undefined> {
    const reader = await this.#connection.runAndReadAll(
      `SELECT status, strftime(finished_at, '%Y-%m-%dT%H:%M:%S.%gZ'),
        strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ'), last_step FROM runs WHERE board_id = $1`,
      [boardId],
    );
    const [row] = reader.getRows();
    if (row === undefined) return undefined;
    const [status, finishedAt, createdAt, lastStep] = row as [string, string, string, bigint];
    return { status, finishedAt, createdAt, lastStep: Number(lastStep) };
  }

  /** Sets the row of a board. @param lastStep The last step that was exported. */
  async set(board: BoardSummary, lastStep: number): Promise<void> {
    const { boardId, status, createdAt, finishedAt, metadata } = board;
    const values = [
      boardId,
      metadata?.name ?? null,
      status,
      createdAt?.toISOString() ?? null,
      finishedAt?.toISOString() ?? null,
      wellFormedJson(metadata?.config ?? {}),
      BigInt(lastStep),
    ];
    const row = `SELECT $1::VARCHAR, $2::VARCHAR, $3::VARCHAR, $4::TIMESTAMP, $5::TIMESTAMP,
      $6::VARCHAR, $7::BIGINT`;
    const same = await this.#connection.runAndReadAll(`FROM runs INTERSECT ${row}`, values);
    if (same.currentRowCount > 0) return;
    await this.#connection.run(`INSERT OR REPLACE INTO runs ${row}`, values);
    this.#isChanged = true;
  }

  /** Writes the file, if a row has changed. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    const temporary = this.#folder.temporary("runs.parquet");
    await this.#connection.run(
      `COPY (FROM runs ORDER BY board_id) TO ${quoteText(temporary)} (FORMAT parquet)`,
    );
    await this.#folder.place(temporary, "runs", "runs.parquet");
    this.#isChanged = false;
  }

  /** Writes a Parquet file with some columns and without rows. */
  async writeEmpty(path: string, columns: string): Promise<void> {
    await this.#connection.run(`CREATE OR REPLACE TEMP TABLE empty (${columns})`);
    await this.#connection.run(`COPY (FROM empty) TO ${quoteText(path)} (FORMAT parquet)`);
  }

  /** Frees the memory. */
  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A path as a pattern of `read_parquet` that matches only this path. */
function literal(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}
