import { assert, assertEquals } from "@std/assert";
import { fixture, Script } from "./support/script.ts";
import { faultTest } from "./support/suite.ts";

faultTest(
  14,
  "the working directory is removed, before a board is made or after",
  async ({ dir }) => {
    const run = async (when: string) => {
      const args = [when, dir];
      await using script = new Script(fixture("removed_working_dir.ts"), { args });
      const { code, hung, stdout, stderr } = await script.end();
      assertEquals([code, hung], [0, false], stderr);
      return stdout;
    };
    const refused = await run("before");
    assert(refused.startsWith("Error: Cannot create a board: the working directory"), refused);
    assertEquals([...Deno.readDirSync(dir)], [], "nothing is made");
    const [first, ...error] = (await run("after")).split("\n");
    assertEquals(first, "-1");
    // Deno may load no package then; the rows are safe, and the next run has them.
    if (error.join("") !== "") assert(error[0]?.startsWith("BoardWriteError"), error.join("\n"));
    assertEquals(await run("never"), "1\n");
  },
);
