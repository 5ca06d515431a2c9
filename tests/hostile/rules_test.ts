import { assertEquals, assertMatch } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { ForgedBoard, worldIn } from "./support/forgery.ts";
import { FOREIGN, FOREIGN_AIMED } from "./forgeries/foreign.ts";
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

Deno.test("tables as other programs may write them harm nobody who opens the board", async () => {
  await tryForgeries(FOREIGN, FOREIGN_AIMED);
});

Deno.test("tables as other programs may write them are named, with the column and what it lacks", async (t) => {
  using dir = new TempDir();
  const world = worldIn(dir);
  for (const [name, forge] of Object.entries(FOREIGN)) {
    await t.step(name, async () => {
      const board = new ForgedBoard(dir.join(name), world);
      await forge(board);
      await using reader = await openBoard(board.dir);
      const asked: (() => Promise<unknown>)[] = [
        () => reader.metrics(),
        () => reader.scalars("loss"),
        () => reader.media(),
        () => reader.tables(),
        () => reader.histograms(),
        () => reader.sql("SELECT timestamp, title FROM alerts"),
        () => reader.sql("SELECT timestamp, value FROM system"),
        () => reader.files(),
      ];
      const said: string[] = [];
      for (const ask of asked) await ask().catch((error) => void said.push(error.message));
      assertMatch(
        [...said, ...reader.problems].join("\n"),
        /the column "\w+" of its \w+ has no |its \w+ have no column "\w+"|has a NUL in it|the table "t" of step 0: it is none/,
      );
      const internal = said.filter((message) =>
        /^[A-Z]\w+( \w+)? Error:| after JSON /.test(message)
      );
      assertEquals(internal, []);
    });
  }
});
