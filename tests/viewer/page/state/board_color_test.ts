import "../../support/fake_browser.ts";
import { assert, assertEquals } from "@std/assert";
import { boardColor } from "../../../../viewer/page/state/board_color.ts";
import { boards } from "../../../../viewer/page/state/boards.ts";
import { selectBoards } from "../../../../viewer/page/state/selection.ts";
import { boardOf } from "../support/board_of.ts";

Deno.test("boardColor() differs between any 24 successive boards, and stays when others come", () => {
  const ids = Array.from({ length: 100 }, (_, i) => `run_${i}`);
  boards.value = ids.map((id) => boardOf(id));
  const colors = ids.map(boardColor);
  for (let i = 0; i + 24 <= colors.length; i++) {
    assertEquals(new Set(colors.slice(i, i + 24)).size, 24, `from ${i}`);
  }
  for (const color of colors) assert(/^#[0-9a-f]{6}$/.test(color), color);
  boards.value = [boardOf("newer"), ...boards.value];
  assertEquals(ids.map(boardColor), colors);
  boards.value = null;
  assertEquals(boardColor("unlisted"), boardColor("unlisted"));
});

Deno.test("boardColor() differs between selected boards while a colour is free", () => {
  const ids = Array.from({ length: 300 }, (_, i) => `run_${i}`);
  boards.value = ids.map((id) => boardOf(id));
  for (const every of [1, 5, 13, 24, 48]) {
    const selected = ids.filter((_, i) => i % every === 0).slice(0, 24);
    selectBoards([]);
    const before = new Map(ids.map((id) => [id, boardColor(id)]));
    selectBoards(selected);
    const colors = selected.map(boardColor);
    assertEquals(new Set(colors).size, selected.length, `every ${every}`);
    // The older one of two of a colour keeps it, and so do all that are not selected.
    assertEquals(boardColor(selected.at(-1)!), before.get(selected.at(-1)!));
    const others = ids.filter((id) => !selected.includes(id));
    for (const id of others) assertEquals(boardColor(id), before.get(id));
  }
  selectBoards(ids);
  for (const id of ids) assert(/^#[0-9a-f]{6}$/.test(boardColor(id)), id);
  selectBoards([]);
  boards.value = null;
});
