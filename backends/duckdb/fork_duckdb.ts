import { join } from "@std/path";
import { DUCKDB_FILE } from "../../format/files_format.ts";
import type { ForkFiles } from "../backend.ts";
import { isEventTable, NUMBER_COLUMN, type TableName } from "../../format/tables.ts";
import { copyFileLater } from "../../system/copy_file.ts";
import { exists } from "../../system/exists.ts";
import { syncFileLater } from "../../system/sync_file.ts";
import { attachToWrite } from "./attach_to_write.ts";
import { openFileOf } from "./open_file_of.ts";
import { quoteName } from "./quote.ts";

/** To copy a row takes about so many times as long as to delete one from a copy of the whole file. */
const COPY_FACTOR = 2;

/**
 * Makes one `board.duckdb` with the rows up to a step of another one: where most rows stay, a copy of
 * the file, from which the others are deleted; else a new file, to which they are copied. Rows keep
 * their order: the instance has one thread.
 */
export const forkDuckDb: ForkFiles = async (fromDir, toDir, step) => {
  const [from, to] = [fromDir, toDir].map((dir) => join(dir, DUCKDB_FILE)) as [string, string];
  const { duckdb, catalog } = await openFileOf(from);
  let tables: TableName[];
  try {
    tables = await catalog.tableNames();
    let [staying, going] = [0, 0];
    for (const table of tables) {
      const rows = `FROM board.main.${quoteName(table)}`;
      const count = await catalog.count(`SELECT count(*) ${rows} WHERE ${upTo(table, step)}`);
      staying += count;
      going += await catalog.count(`SELECT count(*) ${rows}`) - count;
    }
    // What a WAL has is not in the copy of a file.
    if (COPY_FACTOR * staying < going || exists(`${from}.wal`)) {
      await duckdb.run(NO_RLE);
      await attachToWrite(duckdb, to, "fork");
      for (const table of tables) {
        const name = quoteName(table);
        await duckdb.run(
          `CREATE TABLE fork.main.${name} AS SELECT * FROM board.main.${name}
           WHERE ${upTo(table, step)}`,
        );
      }
      await duckdb.run("DETACH fork");
      return;
    }
  } finally {
    duckdb.close();
  }
  await copyFileLater(from, to);
  await deleteAbove(to, tables, step);
};

/** It takes 0 and -0 for equal. */
const NO_RLE = "SET disabled_compression_methods = 'rle'";

async function deleteAbove(
  path: string,
  tables: readonly TableName[],
  step: number,
): Promise<void> {
  const { duckdb } = await openFileOf(path, "write");
  try {
    await duckdb.run(NO_RLE);
    for (const table of tables) {
      await duckdb.run(
        `DELETE FROM board.main.${quoteName(table)} WHERE NOT (${upTo(table, step)})`,
      );
    }
    await duckdb.run("DETACH board");
  } finally {
    duckdb.close();
  }
  await syncFileLater(path);
}

/** The rows of an event table end before the first one that came after the step. */
function upTo(table: TableName, step: number): string {
  if (!isEventTable(table)) return `step <= ${step}`;
  const { name } = NUMBER_COLUMN;
  return `${name} < coalesce(
    (SELECT min(${name}) FROM board.main.${quoteName(table)} WHERE step > ${step}),
    9223372036854775807)`;
}
