import { assertEquals } from "@std/assert";
import { readChecksums } from "../../format/board_checksums.ts";
import { exists } from "../../system/exists.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { Board } from "../../mod.ts";

/** Its files take no room on the disk, and reading or copying one would take for ever. */
const HUGE = 2 ** 43;

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`files that are none of the backend's are neither read nor copied (${backend})`, async () => {
    using dir = new TempDir();
    const options = { name: "run", boardId: "run", baseDir: dir.path, backend };
    const log = async () => {
      const board = new Board(options);
      board.log({ loss: 1 });
      await board.flush();
      const hasCopy = exists(dir.join("run", "data", "journal", "base", "huge.bin"));
      await board.finish();
      return hasCopy;
    };
    await log();
    const names = ["data/huge.bin", "data/huge.parquet", "logs/huge.log"];
    for (const name of names) {
      Deno.writeTextFileSync(dir.join("run", name), "");
      Deno.truncateSync(dir.join("run", name), HUGE);
    }
    assertEquals(await log(), false);
    const found = readChecksums(dir.join("run"));
    const listed = found.kind === "checksums" ? [...found.files.keys()] : [];
    assertEquals(names.filter((name) => listed.includes(name)), []);
    for (const name of names) assertEquals(Deno.statSync(dir.join("run", name)).size, HUGE);
  });
}
