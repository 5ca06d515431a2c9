import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { toggleRuns } from "../../../../../viewer/page/runs/data/toggle_runs.ts";
import { boards } from "../../../../../viewer/page/state/boards.ts";
import { selectBoards, selectedIds } from "../../../../../viewer/page/state/selection.ts";
import { boardOf } from "../../support/board_of.ts";

Deno.test("toggleRuns() selects and deselects a run, or all runs up to the one before", () => {
  boards.value = ["a", "b", "c", "d"].map((id) => boardOf(id, { tags: [] } as never));
  selectBoards([]);
  toggleRuns("b", null, false);
  assertEquals(selectedIds.value, ["b"]);
  toggleRuns("d", "b", true);
  assertEquals(selectedIds.value, ["b", "c", "d"]);
  // All runs of the range become what the clicked one becomes.
  toggleRuns("c", "a", true);
  assertEquals(selectedIds.value, ["d"]);
  toggleRuns("a", "c", true);
  assertEquals(selectedIds.value, ["d", "a", "b", "c"]);
  // A run that the filter hides now cannot be the end of a range.
  toggleRuns("a", "gone", true);
  assertEquals(selectedIds.value, ["d", "b", "c"]);
  toggleRuns("d", null, true);
  assertEquals(selectedIds.value, ["b", "c"]);
  boards.value = null;
});
