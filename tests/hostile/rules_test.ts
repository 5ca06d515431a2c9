import { assertMatch } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { ForgedBoard, worldIn } from "./support/forgery.ts";
import { RULES, RULES_AIMED } from "./forgeries/rules.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("tables of other rules than a board's harm nobody who opens the board", async () => {
  await tryForgeries(RULES, RULES_AIMED);
});

Deno.test("tables of other rules than a board's are not read without a word", async (t) => {
  using dir = new TempDir();
  const world = worldIn(dir);
  for (const [name, forge] of Object.entries(RULES)) {
    await t.step(name, async () => {
      const board = new ForgedBoard(dir.join(name), world);
      await forge(board);
      await using reader = await openBoard(board.dir);
      const problems = await reader.metrics().then(
        () => reader.problems,
        ({ message }) => [message],
      );
      assertMatch(
        String(problems[0]),
        /"step" (of its metrics )?has no whole numbers|its types have values of|tables, views and/,
      );
    });
  }
});
