import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

for (const backend of BACKENDS) {
  faultTest(25, `all that is printed is in output.log (${backend})`, async ({ dir, say }) => {
    const lines = count(5_000, 100_000);
    // Both streams in one file, in the order in which they were written.
    const terminal = join(dir, "terminal");
    await using script = new Script(fixture("printing.ts"), {
      args: [backend, dir, "2", String(lines)],
      under: ["sh", "-c", 'exec "$@" >"$0" 2>&1', terminal],
    });
    const { code, ms } = await script.end();
    const printed = Deno.readTextFileSync(terminal);
    assertEquals(code, 0, printed.slice(-1000));
    for (const board of ["board_0", "board_1"]) {
      const logged = Deno.readTextFileSync(join(dir, board, "logs", "output.log"));
      const same = logged.replaceAll(/^\[STDERR\] /gm, "") === printed;
      if (!same) Deno.writeTextFileSync(join(dir, "logged"), logged);
      assertEquals(same, true, `${board}: the log is the terminal, line for line; see ${dir}`);
      assertEquals(logged.match(/^\[STDERR\] /gm)?.length, lines * 4 / 10);
    }
    say(`${lines} lines from 10 sources in ${ms.toFixed(0)} ms, with two boards`);
  });
}
