import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { hasTerminals, runInTerminal } from "../support/terminal.ts";

const SCRIPT = fromFileUrl(new URL("../fixtures/progress.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));
const COMMAND = [
  Deno.execPath(),
  "run",
  "-A",
  "--quiet",
  "--no-check",
  `--config=${CONFIG}`,
  SCRIPT,
];

Deno.test({
  name: "Progress draws a line on a terminal, and removes it",
  ignore: !hasTerminals(),
  async fn() {
    const { output } = await runInTerminal([...COMMAND, "long"], 200);
    assertMatch(output, /^\r⠋ Exporting █{6}░{18} 25 % a\\u001b\[2Jboard 0 s/);
    // deno-lint-ignore no-control-regex -- what a terminal is told
    assertMatch(output, /\r\x1b\[K$/);
  },
});

Deno.test({
  name: "Progress is never wider than the terminal",
  ignore: !hasTerminals(),
  async fn() {
    const { output } = await runInTerminal([...COMMAND, "long"], 20);
    // deno-lint-ignore no-control-regex -- what a terminal is told
    assertMatch(output, /^\r⠋ Exporting ██████…\x1b\[K/);
  },
});

Deno.test({
  name: "Progress shows nothing of work that is done at once",
  ignore: !hasTerminals(),
  async fn() {
    const { output } = await runInTerminal([...COMMAND, "short"], 80);
    assertEquals(output, "");
  },
});

Deno.test("Progress prints nothing into a pipe", async () => {
  const [program = "", ...args] = [...COMMAND, "long"];
  const { code, stderr } = await new Deno.Command(program, { args }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
});
