/** A run that ends by what is no usual error loses no row, says why, and prints what it would without. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers } from "./support/board_check.ts";
import { inParallel } from "./support/in_parallel.ts";
import { fixture, Script, type ScriptEnd } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { faultTest, LONG } from "./support/suite.ts";

/** What is thrown, and the line that says so; without one, what other cases have in the short run. */
const VALUES: Record<string, string> = {
  "null prototype": "[Object: null prototype] {}",
  "toString that throws": "{ toString: [Function: fail] }",
  "Proxy that throws": "an error without a text",
  "symbol": "Symbol(boom)",
  "null": "null",
  "undefined": "undefined",
  "text": "boom",
  "text that counts its readers": "{ toString: [Function: toString], boom: [Getter] }",
  "name that throws": "Error: boom",
  "message that throws": "Error",
  "error without a prototype": "[Error: null prototype]: boom",
};

const SHORT = [
  ["throw", "null prototype"],
  ["throw", "name that throws"],
  ["timer", "undefined"],
  ["reject", "Proxy that throws"],
  ["reject", "symbol"],
  ["reject later", "toString that throws"],
  ["exit handler", "name that throws"],
  ["exit handler", "Proxy that throws"],
  ["reject, monitored", "text that counts its readers"],
  ["reject, uncaughtException", "null prototype"],
  ["reject, handled late, then throw", "null prototype"],
] as const;

const HOWS = [...new Set(SHORT.map(([how]) => how))];

const ALL = HOWS.flatMap((how) => Object.keys(VALUES).map((value) => [how, value] as const)).filter(
  ([how, value]) => {
    // Deno's own code fails at that one, before it tells anybody.
    if (how === "timer") return value !== "Proxy that throws";
    // A handler is called with the others, and ends the script itself.
    return how !== "reject, uncaughtException" || value === "null prototype";
  },
);

faultTest(25, "what is thrown is no usual error", async ({ dir }) => {
  await using reader = new Server("reader_server.ts");
  await inParallel(LONG ? ALL : SHORT, 2, async ([how, value]) => {
    const title = `${how}: ${value}`;
    const baseDir = Deno.makeTempDirSync({ dir });
    const [alone, ended] = [await run(how, value, "none"), await run(how, value, baseDir)];
    assertEquals([ended.code, ended.stdout, ended.stderr], [1, "", alone.stderr], title);
    const boardDir = join(baseDir, "board");
    const { status, error } = JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json")));
    const isHandled = how === "reject, handled late, then throw";
    assertEquals(
      [status, error],
      ["crashed", isHandled ? "a later one" : VALUES[value]],
      title,
    );
    assertEquals(leftovers(boardDir), [], title);
    await assertRows(reader, boardDir, 3);
    const log = Deno.readTextFileSync(join(boardDir, "logs", "output.log"));
    if (isHandled) return;
    assertEquals(log.split("error: Uncaught").length, 2, title);
    if (value === "text") assertStringIncludes(log, 'Uncaught "boom"', title);
  });
});

async function run(how: string, value: string, baseDir: string): Promise<ScriptEnd> {
  await using script = new Script(fixture("thrown_value.ts"), { args: [how, value, baseDir] });
  const ended = await script.end();
  assert(!ended.hung, `${how}: ${value}: hung`);
  // A board's timers are among the runtime's own frames; what watches handlers of the exit, too.
  return {
    ...ended,
    stderr: ended.stderr.replace(/^ +at .*\((ext:|node:|.*process_events).*\n/gm, ""),
  };
}
