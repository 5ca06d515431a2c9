/**
 * A run that logs a new metric every 40 steps in a tight loop has new columns
 * in each of its blocks. After a kill they are all in the journal.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { assertRows, leftovers } from "./support/board_check.ts";
import { fixture, Script } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

const KOBO = new URL("../../cli/main.ts", import.meta.url).pathname;

for (const backend of BACKENDS) {
  faultTest(1, `a new metric every 40 steps (${backend})`, async ({ dir, say }) => {
    const steps = count(6_000, 100_000);
    {
      await using run = new Script(fixture("new_metrics.ts"), {
        args: [JSON.stringify({ baseDir: dir, boardId: "board", backend, steps, every: 40 })],
      });
      await run.waitFor("logged");
    }
    for (const command of ["show", "repair"]) {
      await using kobo = new Script(KOBO, { args: [command, "board", "--dir", dir] });
      const { code, stdout, stderr, hung, ms } = await kobo.end();
      assertEquals({ code, hung }, { code: 0, hung: false }, `${stdout}${stderr}`);
      say(`kobo ${command}: ${ms.toFixed(0)} ms`);
    }
    await using reader = new Server("reader_server.ts");
    await assertRows(reader, `${dir}/board`, steps);
    assertEquals(leftovers(`${dir}/board`), []);
  });
}
