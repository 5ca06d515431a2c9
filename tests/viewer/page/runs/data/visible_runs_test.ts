import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import { groupBy, runGroups } from "../../../../../viewer/page/runs/data/visible_runs.ts";
import { boards } from "../../../../../viewer/page/state/boards.ts";
import { boardOf } from "../../support/board_of.ts";

Deno.test("runGroups are in the order of their values, runs without a value last", () => {
  const metadata = (lr: unknown) => ({ config: { lr } }) as unknown as BoardInfo["metadata"];
  boards.value = [0.1, null, 1e-7, 10, 0.001, 0.1].map((lr, i) =>
    boardOf(`run_${i}`, { metadata: metadata(lr) })
  );
  groupBy.value = "config.lr";
  assertEquals(runGroups.value.map(({ title, boards }) => [title, boards.length]), [
    ["1e-7", 1],
    ["0.001", 1],
    ["0.1", 2],
    ["10", 1],
    ["none", 1],
  ]);
  groupBy.value = "";
  boards.value = null;
});
