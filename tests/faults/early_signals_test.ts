import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { isThere } from "../../system/exists.ts";
import { leftovers, statusOf } from "./support/board_check.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const backend of BACKENDS) {
  for (const where of ["script", "worker"] as const) {
    const name = `a signal in the first 300 ms of a board in a ${where} (${backend})`;
    faultTest(25, name, async ({ dir, random, say }) => {
      let beforeCount = 0;
      for (let i = 0; i < count(5, 200); i++) {
        const baseDir = join(dir, String(i));
        const signal = random.pick(Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]);
        const delayMs = random.int(0, 300);
        await using script = new Script(fixture("early_board.ts"), {
          args: [where, backend, baseDir],
        });
        await script.waitFor("start");
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        script.kill(signal);
        const { code, stderr } = await script.end();
        const tried = `try ${i}: ${signal} after ${delayMs} ms, exit code ${code}: ${stderr}`;
        // A script that makes nothing before the signal comes ends by its default.
        if (where === "script") assertEquals(code, SIGNALS[signal], tried);
        const boardDir = join(baseDir, "board");
        if (!isThere(boardDir)) beforeCount++;
        else {
          assertEquals([statusOf(boardDir), leftovers(boardDir)], ["interrupted", []], tried);
        }
      }
      say(`${beforeCount} came before there was a board`);
    });
  }
}

faultTest(25, "a signal to a script under deno run --watch", async ({ dir, random }) => {
  for (let i = 0; i < count(8, 100); i++) {
    const backend = random.pick(BACKENDS);
    const baseDir = join(dir, String(i));
    const delayMs = random.int(300, 1500);
    await using script = new Script(fixture("early_board.ts"), {
      args: ["script", backend, baseDir],
      watch: true,
    });
    await script.waitFor("start");
    const boardDir = join(baseDir, "board");
    while (!isThere(boardDir)) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    script.kill("SIGINT");
    const { stderr } = await script.end();
    const { status, error } = JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json")));
    const tried = `try ${i} (${backend}): after ${delayMs} ms: ${error} ${stderr}`;
    assertEquals([status, error, leftovers(boardDir)], ["interrupted", undefined, []], tried);
  }
});
