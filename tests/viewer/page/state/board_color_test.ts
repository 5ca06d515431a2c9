import "../../support/fake_browser.ts";
import { assert, assertEquals } from "@std/assert";
import { boardColor } from "../../../../viewer/page/state/board_color.ts";
import { boards } from "../../../../viewer/page/state/boards.ts";
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
