import { assertEquals, assertStringIncludes } from "@std/assert";
import { TempDir } from "../../testing/temp_dir.ts";
import { killedBoard } from "../faults/support/killed_board.ts";
import { kobo } from "./support/kobo.ts";

Deno.test("`kobo list` counts the rows of a cut-off board whose file ends what reads it", async () => {
  using dir = new TempDir();
  await killedBoard(dir.path, 3000, "process");
  const { code, stdout, stderr } = await kobo(["list", "--json", "--dir", dir.path]);
  assertEquals(code, 0, stderr);
  const [board] = JSON.parse(stdout);
  assertEquals([board.counts.steps, board.counts.metrics], [3000, 3]);
  assertStringIncludes(board.problems.join(), "DuckDB crashes reading it (SIGSEGV)");
});
