import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { groupSpread } from "../../../../../viewer/page/runs/data/group_spread.ts";
import type { RunField } from "../../../../../viewer/page/runs/data/run_fields.ts";
import { boardOf } from "../../support/board_of.ts";

Deno.test("groupSpread() leaves out NaN, texts and what is missing, as pandas does", () => {
  const spreadOf = (values: (number | string | null)[], format: RunField["format"] = "number") => {
    const boards = values.map((_, i) => boardOf(String(i)));
    const value: RunField["value"] = ({ boardId }) => values[Number(boardId)] ?? null;
    return groupSpread(boards, { id: "x", label: "x", format, value });
  };
  assertEquals(spreadOf([1, 3, NaN, null, "text"]), { mean: 2, std: Math.SQRT2, count: 2 });
  assertEquals(spreadOf([5]), { mean: 5, std: NaN, count: 1 });
  assertEquals(spreadOf([NaN, null, "text"]), undefined);
  assertEquals(spreadOf([1, 2], "time"), undefined);
});
