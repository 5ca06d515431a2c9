import { assertEquals, assertStringIncludes } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { RowReader } from "../../support/row_reader.ts";
import { KoboProcess } from "../support/kobo_process.ts";

/** The column of a table that somebody has dropped, by the table. */
const DROPPED = { media: "size_bytes", histograms: "counts", tables: "name" } as const;

Deno.test("kobo show names board and table where a column is missing, and shows the rest", async (t) => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "sound", backend: "duckdb" });
  board.log({ loss: 0.5 });
  board.logImages("image", [{ data: new Uint8Array(16), width: 4, height: 4 }]);
  board.logHistogram("weights", [1, 2, 3]);
  board.logTable("table", [{ a: 1 }]);
  await board.finish();
  const baseDir = boards.dir.join("changed");
  await using commands = new KoboProcess();
  for (const [table, column] of Object.entries(DROPPED)) {
    await t.step(`${table} without ${column}`, async () => {
      const boardDir = join(baseDir, table);
      copyFolder(board.boardDir, boardDir);
      Deno.removeSync(join(boardDir, "file_checksums.json"));
      const duckdb = await DuckDBInstance.create(join(boardDir, "data", "board.duckdb"));
      const connection = await duckdb.connect();
      await connection.run(`ALTER TABLE ${table} DROP COLUMN ${column}`);
      connection.closeSync();
      duckdb.closeSync();
      for (const json of [[], ["--json"]]) {
        const { code, stdout, stderr } = await commands.run([
          "show",
          table,
          ...json,
          "--dir",
          baseDir,
        ]);
        assertStringIncludes(stdout, "loss");
        if (code === 0) continue; // As JSON, histograms are only counted.
        assertEquals(code, 1);
        assertStringIncludes(
          stderr,
          `Cannot read ${boardDir}/data/board.duckdb: its ${table} have no column "${column}"`,
        );
      }
    });
  }
});

/** Columns that somebody has added to the metrics; the first three are numbers. */
const ADDED = {
  half: ["FLOAT", "0.5"],
  count: ["UHUGEINT", "7"],
  price: ["DECIMAL(18,2)", "1.25"],
  id: ["UUID", "'4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'"],
  day: ["DATE", "'2026-01-02'"],
  bytes: ["BLOB", "'\\xAB'::BLOB"],
  bits: ["BIT", "'101'::BIT"],
  wait: ["INTERVAL", "INTERVAL 3 days"],
  kind: ["ENUM('a', 'b')", "'b'"],
} as const;

Deno.test("kobo shows, queries and exports metrics beside columns that somebody has added", async () => {
  using out = new TempDir();
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "added", backend: "duckdb", systemMetrics: false });
  board.log({ loss: 0.5 });
  await board.finish();
  const duckdb = await DuckDBInstance.create(join(board.boardDir, "data", "board.duckdb"));
  const connection = await duckdb.connect();
  for (const [name, [type, value]] of Object.entries(ADDED)) {
    await connection.run(`ALTER TABLE metrics ADD COLUMN ${name} ${type}`);
    await connection.run(`UPDATE metrics SET ${name} = ${value}`);
  }
  connection.closeSync();
  duckdb.closeSync();

  await using commands = new KoboProcess();
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await commands.run([...args, "--dir", boards.dir.path]);
    assertEquals(code, 0, `kobo ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const { metrics } = JSON.parse(await run("show", "added", "--json"));
  assertEquals(metrics.map(({ name }: { name: string }) => name), [
    "loss",
    "half",
    "count",
    "price",
  ]);
  const [row] = JSON.parse(
    await run("sql", "added", "SELECT id, wait, kind FROM metrics", "--json"),
  );
  assertEquals(row, { id: ADDED.id[1].slice(1, -1), wait: "3 days", kind: "b" });
  for (const format of ["csv", "json", "parquet"]) {
    await run("export", "added", "--out", out.join(`added.${format}`));
  }
  await run("dataset", out.join("dataset"));
  await using reader = new RowReader();
  const path = out.join("dataset", "metrics", "**", "*.parquet");
  const { cells } = await reader.query(
    "",
    `SELECT name, coalesce(text, value::VARCHAR) FROM '${path}'
     WHERE name IN ('price', 'day') ORDER BY name`,
  );
  assertEquals(cells, [["day", "price"], ["2026-01-02", "1.25"]]);
  const names = await reader.number("", `SELECT count(DISTINCT name) FROM '${path}'`);
  assertEquals(names, 1 + Object.keys(ADDED).length);
});
