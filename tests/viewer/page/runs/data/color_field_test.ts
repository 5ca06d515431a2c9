import "../../../support/fake_browser.ts";
import { assert, assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import {
  colorBy,
  colorMeaning,
  startColors,
} from "../../../../../viewer/page/runs/data/color_field.ts";
import { boardColor } from "../../../../../viewer/page/state/board_color.ts";
import { boards } from "../../../../../viewer/page/state/boards.ts";
import { chooseColor, resetColors } from "../../../../../viewer/page/state/chosen_colors.ts";
import { selectBoards } from "../../../../../viewer/page/state/selection.ts";
import { urlSignal } from "../../../../../viewer/page/state/url_signal.ts";
import { boardOf } from "../../support/board_of.ts";

function runOf(i: number, config: Record<string, number | string>, loss: number): BoardInfo {
  return boardOf(`run_${i}`, {
    metadata: { config } as unknown as BoardInfo["metadata"],
    last: { loss },
    best: { loss: { min: loss, max: loss } },
    summary: {},
  });
}

Deno.test("colours by a value: one per value, in any number of runs; chosen ones are no others'", () => {
  startColors();
  const list = Array.from({ length: 90 }, (_, i) => runOf(i, { lr: i % 3, name: `n${i}` }, i));
  boards.value = list;
  selectBoards(list.slice(0, 9).map(({ boardId }) => boardId));
  colorBy.value = "config.lr";
  const colorOf = (i: number) => boardColor(`run_${i}`);
  assertEquals(new Set([0, 1, 2].map(colorOf)).size, 3);
  for (let i = 3; i < 90; i++) assertEquals(colorOf(i), colorOf(i % 3));
  const meaning = colorMeaning.value;
  assert(meaning?.kind === "values");
  assertEquals(meaning.values.map(({ text, runCount }) => `${text} ${runCount}`), [
    "0 3",
    "1 3",
    "2 3",
  ]);
  chooseColor({ field: "config.lr", value: "0" }, colorOf(1));
  assertEquals(new Set([0, 1, 2].map(colorOf)).size, 3);
  resetColors();
  // Of more values than there are colours, those in view have different ones.
  colorBy.value = "config.name";
  for (const from of [0, 30, 60]) {
    const shown = list.slice(from, from + 24).map(({ boardId }) => boardId);
    selectBoards(shown);
    assertEquals(new Set(shown.map(boardColor)).size, 24);
  }
  colorBy.value = "";
  boards.value = null;
});

Deno.test("colours by a result go from the least to the greatest that is selected", () => {
  boards.value = [1, 10, 1000, NaN, 1e9].map((loss, i) => runOf(i, {}, loss));
  selectBoards(["run_0", "run_1", "run_2", "run_3"]);
  colorBy.value = "last:loss";
  const meaning = colorMeaning.value;
  assert(meaning?.kind === "range");
  assertEquals([meaning.low, meaning.high, meaning.lackingCount], ["1", "1,000", 1]);
  const colors = [0, 1, 2, 3, 4].map((i) => boardColor(`run_${i}`));
  assertEquals(new Set(colors.slice(0, 4)).size, 4);
  assertEquals(colors[4], colors[2]);
  colorBy.value = "";
  for (const text of ["{", "7", '{"run run_0":"red"}', '{"run run_0":"#12345"}']) {
    urlSignal("colors").value = text;
    assert(/^#[0-9a-f]{6}$/.test(boardColor("run_0")), text);
  }
  resetColors();
  selectBoards([]);
  boards.value = null;
});
