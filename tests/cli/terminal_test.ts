/**
 * How `kobo` adapts its output to terminals and pipes.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import stringWidth from "string-width";
import { TempDir } from "../../testing/temp_dir.ts";
import { makeExampleBoards } from "./support/example_boards.ts";
import { kobo, koboInTerminal } from "./support/kobo.ts";
import { hasTerminals } from "./support/terminal.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
// deno-lint-ignore no-control-regex -- colours begin with a control character
const COLOUR = /\x1b\[[\d;]*m/g;

Deno.test("kobo adapts its output to where it goes", async (t) => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("boards"));
  const base = ["--dir", dir.join("boards")];

  await t.step("a pipe that is closed ends it quietly", async () => {
    const command = `"$0" run -A --no-check --config="$1" "$2" sql latest ` +
      `"SELECT repeat('x', 1000) FROM range(100000)" --limit 100000 --dir "$3" | head -1`;
    const main = fromFileUrl(new URL("../../cli/main.ts", import.meta.url));
    const { code, stderr } = await new Deno.Command("bash", {
      args: [
        "-o",
        "pipefail",
        "-c",
        command,
        Deno.execPath(),
        CONFIG,
        main,
        dir.join("boards"),
      ],
      stdin: "null",
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  });

  const views = [
    ["list"],
    ["show", "20260102_030405_duckdb"],
    ["show", "20260102_030405_parquet", "--table", "worst"],
    ["sql", "20260102_030405_parquet", "SELECT * FROM media"],
    ["tail", "20260102_030405_duckdb", "--no-follow"],
    ["prune", "--keep", "1"],
    ["export", "--help"],
  ];
  await t.step({
    name: hasTerminals()
      ? "in a terminal no line is wider than it, and there are colours, but for NO_COLOR and TERM=dumb"
      : "terminals: left out, as this machine has no util-linux script",
    ignore: !hasTerminals(),
    async fn() {
      for (const view of views) {
        const words = [...view, ...base];
        const narrow = await koboInTerminal(words, 80);
        const wide = await koboInTerminal(words, 200, { env: { NO_COLOR: "1" } });
        for (const [{ code, output }, columns] of [[narrow, 80], [wide, 200]] as const) {
          assertEquals(code, 0, output);
          assertFits(output, columns, view);
        }
        assertEquals(wide.output.match(COLOUR), null, view.join(" "));
        if (view[1] !== "--help") assert(COLOUR.test(narrow.output), view.join(" "));
        COLOUR.lastIndex = 0;
      }
      const dumb = await koboInTerminal(["show", ...views[1]!.slice(1), ...base], 80, {
        env: { TERM: "dumb" },
      });
      assertEquals([dumb.code, dumb.output.includes("\x1b")], [0, false], dumb.output);
    },
  });

  await t.step("COLUMNS takes the terminal's place in a pipe", async () => {
    const { stdout } = await kobo(["list", ...base], { env: { COLUMNS: "60" } });
    assertFits(stdout, 60, ["list"]);
    assertStringIncludes(stdout, "20260102_030405_parquet");
  });
});

function assertFits(output: string, columns: number, view: readonly string[]): void {
  for (const line of output.replaceAll(COLOUR, "").split("\n")) {
    // A progress bar draws over itself.
    const shown = line.split("\r").at(-1)!.replaceAll("\x1b[K", "");
    const width = stringWidth(shown);
    assert(width <= columns, `kobo ${view.join(" ")} at ${columns}: ${width} columns\n${output}`);
  }
}
