import { join } from "@std/path";
import type { ForkFiles } from "../backend.ts";
import { isEventTable, NUMBER_COLUMN, type TableName } from "../../format/tables.ts";
import { openFileOf } from "./open_file_of.ts";
import { quoteName, quoteText } from "./quote.ts";

/** Copies one `board.duckdb` up to a step. Rows keep their order: the instance has one thread. */
export const forkDuckDb: ForkFiles = async (fromDir, toDir, step) => {
  const [from, to] = [fromDir, toDir].map((dir) => join(dir, "board.duckdb")) as [string, string];
  const { duckdb, catalog } = await openFileOf(from);
  try {
    await duckdb.run("SET disabled_compression_methods = 'rle'"); // It takes 0 and -0 for equal.
    await duckdb.run(`ATTACH ${quoteText(to)} AS fork (TYPE duckdb)`);
    for (const table of await catalog.tableNames()) {
      const name = quoteName(table);
      await duckdb.run(
        `CREATE TABLE fork.main.${name} AS SELECT * FROM board.main.${name} WHERE ${
          upTo(table, step)
        }`,
      );
    }
    await duckdb.run("DETACH fork");
    await duckdb.run("DETACH board");
  } finally {
    duckdb.close();
  }
};

/** The rows of an event table end before the first one that came after the step. */
function upTo(table: TableName, step: number): string {
  if (!isEventTable(table)) return `step <= ${step}`;
  const { name } = NUMBER_COLUMN;
  return `${name} < coalesce(
    (SELECT min(${name}) FROM board.main.${quoteName(table)} WHERE step > ${step}),
    9223372036854775807)`;
}
