/** Runs that fail are not called finished, and those that ended well are not called crashed. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { exists } from "../../system/exists.ts";
import { leftovers } from "./support/board_check.ts";
import { inParallel } from "./support/in_parallel.ts";
import { fixture, Script } from "./support/script.ts";
import { faultTest, LONG } from "./support/suite.ts";

/** A way to fail, and what must come of it. */
interface Run {
  way: string;
  code: number;
  /** The status of each of its boards. */
  statuses: string[];
  /** The line in the metadata of those that have crashed. */
  error?: string;
  /** Whether the error's text is in `output.log`. Default: true where there is a line. */
  isLogged?: boolean;
  /** Only in the long run. */
  long?: boolean;
}

const [done, bad] = ["finished", "crashed"];
const ERROR = "Error: loss is NaN";

const FAILED: readonly Run[] = [
  { way: "using", code: 1, statuses: [bad], error: ERROR },
  { way: "await using", code: 1, statuses: [bad], error: ERROR },
  { way: "finally", code: 1, statuses: [bad], error: ERROR, long: true },
  { way: "nested", code: 1, statuses: [bad, bad], error: ERROR },
  { way: "together", code: 1, statuses: [bad, bad], error: ERROR },
  { way: "class", code: 1, statuses: [bad], error: ERROR, long: true },
  { way: "using in a timer", code: 1, statuses: [bad], error: ERROR },
  { way: "not awaited", code: 1, statuses: [bad], error: ERROR, long: true },
  { way: "wrapped", code: 1, statuses: [bad], error: "Error: the training failed" },
  { way: "a text", code: 1, statuses: [bad], error: "out of luck", isLogged: false },
  { way: "open, throw", code: 1, statuses: [bad], error: ERROR, long: true },
  { way: "open, error in an exit handler", code: 1, statuses: [bad], error: ERROR },
  { way: "open, error in a worker", code: 1, statuses: [bad], error: ERROR, isLogged: false },
  { way: "sweep", code: 1, statuses: [done, done, done, bad], error: ERROR },
  { way: "async sweep", code: 1, statuses: [done, done, done, bad], error: ERROR, long: true },
];

const EXITS: readonly Run[] = [
  { way: "catch, Deno.exit", code: 1, statuses: [bad], error: printed(1) },
  { way: "catch, process.exit", code: 2, statuses: [bad], error: printed(2), long: true },
  { way: "catch, process.exitCode", code: 3, statuses: [bad], error: printed(3) },
  { way: "catch, Deno.exitCode", code: 3, statuses: [bad], error: printed(3), long: true },
  { way: "catch, later Deno.exit", code: 1, statuses: [bad], error: printed(1) },
  { way: "main().catch", code: 1, statuses: [bad], error: "exit code 1", isLogged: false },
  {
    way: "open, Deno.exit",
    code: 1,
    statuses: [bad],
    error: "exit code 1; last on stderr: Failed: Error: loss is NaN",
  },
  {
    way: "handler that finishes and exits",
    code: 1,
    statuses: [bad],
    error: "exit code 1; last on stderr: error: Uncaught, and not copied: the script has its own " +
      "handler",
    isLogged: false,
  },
  {
    way: "sweep that catches",
    code: 1,
    statuses: [done, bad, done, done],
    error: "exit code 1",
    isLogged: false,
  },
];

const WELL: readonly Run[] = [
  { way: "sweep, before a board", code: 1, statuses: [done, done] },
  { way: "sweep, before a board, in one function", code: 1, statuses: [done, done] },
  { way: "sweep, new Board", code: 1, statuses: [done, done], long: true },
  { way: "after finish", code: 1, statuses: [done] },
  { way: "finished, Deno.exit later", code: 1, statuses: [done], long: true },
];

const GIVEN: readonly Run[] = [
  { way: "given: finished", code: 1, statuses: [done] },
  { way: "given: crashed", code: 0, statuses: [bad], error: ERROR },
  { way: "given: interrupted", code: 0, statuses: ["interrupted"], long: true },
  { way: "taken by another", code: 1, statuses: ["interrupted"] },
];

function printed(code: number): string {
  return `exit code ${code}; last on stderr: ${ERROR}`;
}

function runsTest(name: string, runs: readonly Run[]): void {
  faultTest(25, name, async ({ dir }) => {
    await inParallel(runs.filter(({ long }) => LONG || !long), 2, async (run) => {
      const { way, code, statuses, error, isLogged = error !== undefined } = run;
      const baseDir = Deno.makeTempDirSync({ dir });
      await using script = new Script(fixture("failed_run.ts"), { args: [way, "memory", baseDir] });
      const ended = await script.end();
      assert(!ended.hung, `${way} hung`);
      assertEquals(ended.code, code, `${way}: ${ended.stderr}`);
      assert(!ended.stderr.includes("kohakuboard:"), ended.stderr);
      for (const [index, status] of statuses.entries()) {
        const boardDir = join(baseDir, String(index));
        const metadata = JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json")));
        const found = [metadata.status, metadata.error];
        assertEquals(found, [status, status === bad ? error : undefined], `${way} ${index}`);
        assertEquals(typeof metadata.finished_at, "string", way);
        assertEquals(leftovers(boardDir), [], way);
        if (status !== bad || !isLogged) continue;
        assertMatch(logOf(boardDir), /loss is NaN\n\[STDERR\] in epoch 7\n\[STDERR\] +at /, way);
        assertEquals(logOf(boardDir).split("loss is NaN").length, 2, `${way}: once`);
      }
      assert(!exists(join(baseDir, String(statuses.length))), way);
    });
  });
}

function logOf(boardDir: string): string {
  return Deno.readTextFileSync(join(boardDir, "logs", "output.log"));
}

runsTest("an error that passes a board on its way", FAILED);
runsTest("a script that ends with an exit code that is not 0", EXITS);
runsTest("runs that ended well before an error, or an exit code", WELL);
runsTest("runs whose script says how they ended, or that another process has", GIVEN);
