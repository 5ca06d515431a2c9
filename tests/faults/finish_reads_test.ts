// cspell:words pread
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { verifyBoard } from "../../reader/mod.ts";
import { fixture, Script } from "./support/script.ts";
import { faultTest } from "./support/suite.ts";

/** How often a run is tried whose writer was replaced. */
const MAX_ATTEMPTS = 4;
/** What was compared so long ago is read again. */
const READ_AGAIN_MS = 60_000;

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

/** How many bytes of a file were read in large pieces, as DuckDB itself reads none. */
function bytesRead(log: string): number {
  return Deno.readTextFileSync(log).split("\n")
    .map((call) => Number(/pread64.* = (\d+)$/.exec(call)?.[1] ?? 0))
    .filter((bytes) => bytes >= 2 ** 20)
    .reduce((sum, bytes) => sum + bytes, 0);
}

faultTest(
  11,
  "a resumed run reads a large DuckDB file to its end once, unless somebody else has written to it",
  async ({ dir, say }) => {
    const run = async (log: string, args: string[]) => {
      await using script = new Script(fixture("resumed_run.ts"), {
        args: [dir, ...args],
        under: ["strace", "-f", "-o", log, "-e", "trace=pread64"],
      });
      const { code, stderr } = await script.end();
      assertEquals(code, 0, stderr);
      return { wasReplaced: stderr.includes("another one goes on") };
    };
    await run("/dev/null", ["130000"]);
    const path = join(dir, "run", "data", "board.duckdb");
    for (const [others, files] of [["", 1], ["touched", 2]] as const) {
      for (let attempt = 1;; attempt++) {
        const { size } = Deno.statSync(path);
        const log = join(dir, `strace_${files}_${attempt}`);
        const start = performance.now();
        const { wasReplaced } = await run(log, ["3", others]);
        const isSlow = performance.now() - start > READ_AGAIN_MS;
        if ((wasReplaced || isSlow) && attempt < MAX_ATTEMPTS) continue;
        const read = bytesRead(log);
        say(`${read} bytes of ${size}, ${others}`);
        assertEquals(Math.round(read / size), files, others);
        break;
      }
      assertEquals((await verifyBoard(join(dir, "run"))).intact, true);
    }
  },
  { programs: ["strace"] },
);
