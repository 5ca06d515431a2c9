/** File systems without file locks: some network file systems, and FUSE. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { leftovers, statusOf } from "./support/board_check.ts";
import { fixture, Script } from "./support/script.ts";
import { faultTest, LONG } from "./support/suite.ts";

const ERRORS = ["ENOSYS", "EOPNOTSUPP", "ENOLCK"];

faultTest(27, "a file system without locks", async ({ dir }) => {
  for (const error of LONG ? ERRORS : ERRORS.slice(0, 1)) {
    const run = async (env: Record<string, string>) => {
      await using script = new Script(fixture("without_locks.ts"), {
        args: [dir],
        env,
        under: [
          ..."strace -f -qq --seccomp-bpf -o /dev/null -e trace=flock -e".split(" "),
          `inject=flock:error=${error}`,
        ],
      });
      const { code, hung, stdout, stderr } = await script.end();
      assertEquals([code, hung], [0, false], stderr);
      return stdout;
    };
    const refused = await run({});
    assert(refused.includes("its file system has no file locks"), refused);
    assert(refused.includes("KOBO_NO_LOCKS=1"), refused);
    // One viewer writes, mostly, and nothing that was logged depends on it.
    assert(refused.startsWith("kept\n"), refused);
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name), [".kobo"], "what is left");

    assertEquals(await run({ KOBO_NO_LOCKS: "1" }), "kept\nBoardLockedError\n1\n");
    const boardDir = join(dir, "board");
    assertEquals([statusOf(boardDir), leftovers(boardDir)], ["finished", []]);
    assert(Deno.statSync(join(boardDir, "data", "metrics.parquet")).isFile);
    Deno.removeSync(boardDir, { recursive: true });
  }
}, { programs: ["strace"] });
