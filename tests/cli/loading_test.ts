import { assertEquals } from "@std/assert";
import { PipedText } from "../../testing/piped_text.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { kobo, spawnKobo } from "./support/kobo.ts";
import { makeSmallBoard } from "./support/small_board.ts";

/** Without it DuckDB's native library cannot be loaded. */
const NO_DUCKDB = { permissions: ["-A", "--deny-ffi"] };

Deno.test("commands that read no rows load no DuckDB", async (t) => {
  using dir = new TempDir();
  await makeSmallBoard(dir.path, "small");
  const commands = [
    ["--help"],
    ["edit", "small", "--title", "another"],
    ["edit", "all", "--tag", "seen"],
    ["prune", "--older-than", "1d"],
    ["token", "list"],
  ];
  for (const command of commands) {
    await t.step(`kobo ${command.join(" ")}`, async () => {
      const args = command.length > 1 ? ["--dir", dir.path, ...command] : command;
      const { code, stderr } = await kobo(args, NO_DUCKDB);
      assertEquals([code, /ffi/.test(stderr)], [0, false], stderr);
    });
  }
  await t.step("one that reads rows does", async () => {
    const { code, stderr } = await kobo(["--dir", dir.path, "show", "small"], NO_DUCKDB);
    assertEquals([code, /ffi/.test(stderr)], [1, true], stderr);
  });
});

Deno.test("the viewer's server loads no DuckDB: processes of its own read boards", async () => {
  using dir = new TempDir();
  await makeSmallBoard(dir.path, "small");
  const child = spawnKobo(["view", dir.path, "--port", "0", "--no-open"], NO_DUCKDB);
  const stderr = new PipedText(child.stderr);
  const url = await stderr.url();
  const answer = await fetch(new URL("/api/boards/small", url));
  const text = await answer.text();
  assertEquals([answer.status, /"loss"/.test(text)], [200, true], text);
  child.kill("SIGINT");
  assertEquals((await child.status).code, 0);
  await stderr.close();
  await child.stdin.close();
  await child.stdout.cancel();
});
