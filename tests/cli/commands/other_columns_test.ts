import { assertEquals, assertStringIncludes } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { OpenBoards } from "../../board/open_boards.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { KoboProcess } from "../support/kobo_process.ts";

/** What somebody has done to a table, by the table. */
const CHANGES = {
  media: "DROP COLUMN size_bytes",
  histograms: "DROP COLUMN counts",
  tables: "DROP COLUMN name",
} as const;

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
  for (const [table, change] of Object.entries(CHANGES)) {
    await t.step(`${table}: ${change}`, async () => {
      const boardDir = join(baseDir, table);
      copyFolder(board.boardDir, boardDir);
      Deno.removeSync(join(boardDir, "file_checksums.json"));
      const duckdb = await DuckDBInstance.create(join(boardDir, "data", "board.duckdb"));
      const connection = await duckdb.connect();
      await connection.run(`ALTER TABLE ${table} ${change}`);
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
        assertStringIncludes(stderr, `Cannot read the ${table} of ${boardDir}: `);
      }
    });
  }
});
