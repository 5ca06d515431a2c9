import { assert, assertEquals } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, faultTest } from "./support/suite.ts";

faultTest(
  14,
  "the working directory is removed, before a board is made or after",
  async ({ dir }) => {
    const run = async (when: string, backend: string, baseDir = dir) => {
      const args = [when, backend, baseDir];
      await using script = new Script(fixture("removed_working_dir.ts"), { args });
      const { code, hung, stdout, stderr } = await script.end();
      assertEquals([code, hung, stderr], [0, false, ""]);
      return stdout;
    };
    for (const backend of BACKENDS) {
      assertEquals(await run("before", backend), "-1\n");
      assertEquals(await run("after", backend), "1\n");
      await using board = await openBoard(`${dir}/${backend}`);
      assertEquals(board.metadata.status, "finished");
      assertEquals((await board.scalars("check")).y, new Float64Array([0, 1, 0, 1]));
      for (const name of ["pixels", "png"]) {
        const images = await board.media({ name });
        assertEquals(images.map(({ step, width }) => [step, width]), [[1, 2], [3, 2]]);
      }
    }
    const refused = await run("before", "duckdb", "-");
    assert(refused.startsWith("Error: Cannot create a board: the working directory"), refused);
    assertEquals([...Deno.readDirSync(dir)].length, BACKENDS.length, "nothing else is made");
  },
);
