import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Board, Histogram, Media, Table } from "../../mod.ts";
import { OpenBoards } from "./open_boards.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/logging.md", import.meta.url));

/** What is one more than the page allows, by the page's words; each is refused with the bound. */
const TOO_MUCH: Record<string, (board: Board, over: number) => unknown> = {
  "metrics of a board": (board, over) => board.log(numbered(over)),
  "a name": (board, over) => board.log({ ["n".repeat(over)]: 1 }),
  "a text of a metric, a caption, a table as JSON": (board, over) =>
    board.log({ text: "x".repeat(over) }),
  "bins of a histogram": (_, over) => new Histogram([1, 2], { bins: over }),
  "`config` as JSON": (board, over) => board.updateConfig({ text: "x".repeat(over) }),
  "values in `config`": (board, over) => board.updateConfig({ list: Array(over).fill(1) }),
  "values of `summary()` and `summarize()`": (board, over) => board.summarize(numbered(over)),
  "the title of an alert": (board, over) => board.alert("x".repeat(over)),
  "the text of an alert": (board, over) => board.alert("title", { text: "x".repeat(over) }),
  "a `boardId`": (_, over) => new Board({ name: "x", boardId: "x".repeat(over) }),
};

Deno.test("docs/logging.md says how much of each is taken, as the errors do", async (t) => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "memory" });
  const rows = [...PAGE.split("### How much of each")[1]!.split("\n## ")[0]!.matchAll(
    /^\| (?<what>.*?) +\| (?<most>[\d,]+)/gm,
  )];
  assertEquals(rows.map(({ groups }) => groups!.what), Object.keys(TOO_MUCH));
  for (const { groups } of rows) {
    const { what = "", most = "" } = groups!;
    await t.step(what, () => {
      const bound = Number(most.replaceAll(",", ""));
      const error = assertThrows(() => TOO_MUCH[what]!(board, bound + 1), Error);
      assertStringIncludes(error.message.replaceAll(",", ""), `${bound}`);
      assertEquals(board.currentStep, -1);
    });
  }
  const text = "x".repeat(2 ** 27);
  assertThrows(() => board.log({ image: new Media("a.png", { caption: `${text}x` }) }), RangeError);
  assertThrows(() => board.log({ table: new Table([{ a: text }]) }), RangeError, `${2 ** 27}`);
});

function numbered(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`value ${i}`, i]));
}
