import type { Forgery } from "../support/forgery.ts";
import { duckdb, KEYS, parquet } from "./sizes.ts";

/** The key columns with other steps. */
function stepsOf(step: string): string {
  return `${step} AS step, NULL::BIGINT AS global_step, now()::TIMESTAMP AS timestamp`;
}

const ROWS = "1.5::DOUBLE AS loss FROM range(3) t(step)";
const FRACTIONS = `SELECT ${stepsOf("step + 0.5::DOUBLE")}, ${ROWS}`;
const TEXTS = `SELECT ${stepsOf("'1 UNION SELECT ' || step")}, ${ROWS}`;
const TIMES = `SELECT ${stepsOf("now()::TIMESTAMP")}, ${ROWS}`;
const DECIMALS = `SELECT ${stepsOf("(step / 2)::DECIMAL(18, 1)")}, ${ROWS}`;

/** Tables that are sound to DuckDB, and what no board's are; whose catalog takes long to load. */
export const RULES: Record<string, Forgery> = {
  duckdb_of_steps_that_are_fractions: duckdb("fractions", `CREATE TABLE b.metrics AS ${FRACTIONS}`),
  duckdb_of_steps_that_are_texts: duckdb("texts", `CREATE TABLE b.metrics AS ${TEXTS}`),
  parquet_of_steps_that_are_fractions: parquet("fractions", FRACTIONS),
  parquet_of_steps_that_are_texts: parquet("texts", TEXTS),
  parquet_of_steps_that_are_times: parquet("times", TIMES),
  parquet_of_steps_that_are_decimals: parquet("decimals", DECIMALS),
  duckdb_of_an_enum_of_300_000: duckdb(
    "enum",
    "CREATE TYPE b.e AS ENUM (SELECT 'v' || range::VARCHAR FROM range(300000))",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, 'v1'::b.e AS m, ${ROWS}`,
  ),
  duckdb_of_many_macros: duckdb(
    "many_macros",
    `CREATE TABLE b.metrics AS SELECT ${KEYS}, ${ROWS}`,
    "BEGIN",
    ...Array.from({ length: 8_000 }, (_, index) => `CREATE MACRO b.m${index}() AS 1`),
    "COMMIT",
  ),
};

/** The steps that each of them aims at. */
export const RULES_AIMED: Record<string, readonly string[]> = Object.fromEntries(
  Object.keys(RULES).map((name) => [name, ["show", "tail", "sql", "share", "repair"]]),
);
