import { assert, assertEquals } from "@std/assert";
import { fixture, Script } from "./support/script.ts";
import { faultTest } from "./support/suite.ts";

faultTest(24, "a writer that works on a busy machine is left alone", async ({ dir }) => {
  for (const backend of ["duckdb", "parquet"]) {
    await using script = new Script(fixture("busy_machine.ts"), { args: [dir, backend] });
    const { code, hung, stderr } = await script.end();
    assert(!hung, backend);
    assertEquals([code, stderr], [0, ""], backend);
  }
});
