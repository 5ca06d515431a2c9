// cspell:words pread
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { fixture, Script } from "./support/script.ts";
import { faultTest } from "./support/suite.ts";

/** How often a run is tried whose writer was replaced. */
const MAX_ATTEMPTS = 4;

faultTest(11, "a finish reads a Parquet file to its end once", async ({ dir, say }) => {
  for (let attempt = 1;; attempt++) {
    const log = join(dir, `strace_${attempt}`);
    const boardId = `run_${attempt}`;
    await using script = new Script(fixture("paced_run.ts"), {
      args: ["parquet", dir, boardId, "1"],
      under: ["strace", "-f", "-o", log, "-e", "trace=pread64"],
    });
    const { code, stderr } = await script.end();
    assertEquals(code, 0, stderr);
    if (stderr.includes("another one goes on") && attempt < MAX_ATTEMPTS) continue;
    for (const table of ["metrics", "media"]) {
      const { size } = Deno.statSync(join(dir, boardId, "data", `${table}.parquet`));
      const whole = Deno.readTextFileSync(log).split("\n")
        .filter((call) => call.includes("pread64") && call.endsWith(`= ${size}`));
      say(`${table}: ${whole.length} times ${size} bytes`);
      assertEquals(whole.length, 1, table);
    }
    return;
  }
}, { programs: ["strace"] });
