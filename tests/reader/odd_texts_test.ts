import { join } from "@std/path";
import { assertEquals } from "@std/assert";
import { openBoard, openBoards } from "../../reader/mod.ts";
import { Board, Table } from "../../mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** What a run may say with a NUL, or with half a surrogate pair: a text that was cut within an emoji. */
const ODD = {
  name: "run\0\ud83d",
  group: "a\0group\ud83d",
  tags: ["a\0tag"],
  notes: "notes\0'\ud83d",
};
const CONFIG = {
  prompt: "it's \0 cut: \ud83d",
  "a\0key": 1,
  ...{ ["half \ud83d"]: 2 },
  ...{ ["half \ude00"]: 3 },
  path: "C:\\ud83d", // A backslash, and letters that only look like half a pair.
  whole: "😀",
};

Deno.test("a text with a NUL or half a surrogate pair hides no run from SQL over all", async () => {
  using dir = new TempDir();
  await logOdd(dir.path);
  await using plain = new Board({ name: "plain", baseDir: dir.path, systemMetrics: false });
  plain.log({ loss: 1 });
  await plain.finish();
  await using boards = await openBoards(dir.path);
  const { rows } = await boards.sql(`
    SELECT name, "group", tags, notes, "config.prompt", "config.a\ufffdkey", "config.path",
      "summary.cut\ufffd", "summary.text", config ->> 'prompt', config ->> 'whole', config ->> 'path'
    FROM runs ORDER BY name = 'plain'`);
  assertEquals(rows, [
    [
      "run\0\ufffd",
      "a\0group\ufffd",
      ["a\0tag"],
      "notes\0'\ufffd",
      "it's \0 cut: \ufffd",
      1,
      "C:\\ud83d",
      5,
      "x\0y",
      "it's \0 cut: \ufffd",
      "😀",
      "C:\\ud83d",
    ],
    ["plain", null, [], null, null, null, null, null, null, null, null, null],
  ]);
});

Deno.test("… also where metadata.json has it from elsewhere", async () => {
  using dir = new TempDir();
  const boardDir = await logOdd(dir.path);
  const file = join(boardDir, "metadata.json");
  const metadata = JSON.parse(Deno.readTextFileSync(file));
  Deno.writeTextFileSync(file, JSON.stringify({ ...metadata, ...ODD, config: CONFIG }));
  await using boards = await openBoards(dir.path);
  const { rows } = await boards.sql(`
    SELECT name, config ->> 'prompt', "config.prompt", "config.half \ufffd", "config.half \ufffd_1"
    FROM runs`);
  assertEquals(rows, [["run\0\ufffd", "it's \0 cut: \ufffd", "it's \0 cut: \ufffd", 2, 3]]);
});

Deno.test("stored JSON has no half of a surrogate pair: DuckDB and others refuse it", async () => {
  using dir = new TempDir();
  const boardDir = await logOdd(dir.path);
  await using reader = await openBoard(boardDir);
  const { rows } = await reader.sql(`
    SELECT columns::JSON ->> 0, rows::JSON ->> '$[0][0]', rows::JSON ->> '$[0][1]' FROM tables`);
  assertEquals(rows, [["cut \ufffd", "also cut \ufffd", "C:\\ud83d 😀"]]);
  const text = Deno.readTextFileSync(join(boardDir, "metadata.json"));
  assertEquals(text.match(/[^\\]\\ud[89a-f]../g), null);
});

async function logOdd(baseDir: string): Promise<string> {
  await using board = new Board({ ...ODD, config: CONFIG, baseDir, systemMetrics: false });
  board.summarize({ "cut\ud83d": 5, text: "x\0y" });
  board.log({ table: new Table([{ "cut \ud83d": "also cut \ude00", b: "C:\\ud83d 😀" }]) });
  await board.finish();
  return board.boardDir;
}
