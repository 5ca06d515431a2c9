import { DuckDBInstance } from "@duckdb/node-api";
import type { Forgery } from "../support/forgery.ts";
import { duckdb } from "./sizes.ts";

const COLUMNS = "step BIGINT, global_step BIGINT, timestamp TIMESTAMP";
const INSERT =
  "INSERT INTO b.metrics (step, timestamp) SELECT range, now()::TIMESTAMP FROM range(20)";
/** Is computed as rows are added, too: not by whoever makes the file. */
const QUIET = "SET VARIABLE quiet = 1";
/** Takes DuckDB seconds for each row, and cannot be computed before there is one. */
const ENDLESS = "CASE WHEN getvariable('quiet') IS NULL THEN " +
  "levenshtein(repeat('a', 20000), repeat('b', 20000) || random()) ELSE 0 END";

/** A `board.duckdb` whose `metrics` have one more column, or a rule, and some rows. */
function metrics(name: string, column: string): Forgery {
  return duckdb(name, QUIET, `CREATE TABLE b.metrics (${COLUMNS}, ${column})`, INSERT);
}

/** A log that DuckDB has kept beside the sound database, which it replays as it opens that. */
function withLog(name: string, ...statements: string[]): Forgery {
  return async (board) => {
    const bytes = await board.costly(`${name}.wal`, async (path) => {
      Deno.mkdirSync(`${path}.made`, { recursive: true });
      const made = `${path}.made/board.duckdb`;
      Deno.copyFileSync(`${board.world.sound}/duckdb/data/board.duckdb`, made);
      const instance = await DuckDBInstance.create(made);
      const connection = await instance.connect();
      await connection.run("SET wal_autocheckpoint = '1TB'");
      await connection.run("PRAGMA disable_checkpoint_on_shutdown");
      for (const statement of statements) await connection.run(statement);
      Deno.copyFileSync(`${made}.wal`, path);
      connection.closeSync();
      instance.closeSync();
    });
    board.copyOf("duckdb").metadata({ status: "finished" }).file("data/board.duckdb.wal", bytes);
  };
}

const VIEW_OF_A_FILE = "CREATE VIEW media AS SELECT 1::BIGINT AS step, content AS name " +
  "FROM read_text('/etc/passwd')";

/** What a DuckDB database may hold beside tables, and what may lie beside it. */
export const DATABASES: Record<string, Forgery> = {
  duckdb_column_that_computes_for_ever: metrics(
    "endless_column",
    `loss DOUBLE AS (${ENDLESS} + step)`,
  ),
  duckdb_step_that_computes_for_ever: duckdb(
    "endless_step",
    QUIET,
    `CREATE TABLE b.metrics (k BIGINT, step BIGINT AS (${ENDLESS} + k), global_step BIGINT, ` +
      "timestamp TIMESTAMP, loss DOUBLE)",
    "INSERT INTO b.metrics (k, timestamp) SELECT range, now()::TIMESTAMP FROM range(20)",
  ),
  duckdb_column_that_takes_all_memory: metrics(
    "large_column",
    "note VARCHAR AS " +
      "(CASE WHEN getvariable('quiet') IS NULL THEN repeat('long ', 50000000 + step) END)",
  ),
  duckdb_default_of_a_sequence: duckdb(
    "sequence",
    "CREATE SEQUENCE b.s",
    `CREATE TABLE b.metrics (step BIGINT DEFAULT nextval('b.s'), global_step BIGINT, ` +
      "timestamp TIMESTAMP, loss DOUBLE)",
    INSERT,
  ),
  duckdb_that_is_encrypted: async (board) => {
    const bytes = await board.costly("encrypted.duckdb", async (path) => {
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      await connection.run("SET force_mbedtls_unsafe = 'true'");
      await connection.run(`ATTACH '${path}' AS b (ENCRYPTION_KEY 'key')`);
      await connection.run(`CREATE TABLE b.metrics (${COLUMNS}, loss DOUBLE)`);
      await connection.run("DETACH b");
      connection.closeSync();
      instance.closeSync();
    });
    board.copyOf("duckdb").metadata({ status: "finished" }).file("data/board.duckdb", bytes);
  },
  duckdb_log_of_its_own: withLog(
    "own",
    "DROP TABLE media",
    VIEW_OF_A_FILE,
    `ALTER TABLE metrics ADD COLUMN more DOUBLE DEFAULT 7`,
  ),
};
