import { selectedBoards } from "../state/selection.ts";
import { formatPlural } from "../values/format_plural.ts";
import { filterText } from "./data/visible_runs.ts";

/** What a panel says when the filter of the list lets none of the selected runs through. */
export function NothingDrawn() {
  const count = selectedBoards.value.length;
  return (
    <p class="empty">
      {formatPlural(count, "run")} selected, but{" "}
      {count === 1 ? "it does not match" : "none of them matches"} the filter{" "}
      <code>{filterText.value}</code>.{" "}
      <button type="button" class="button" onClick={() => filterText.value = ""}>
        Clear the filter
      </button>
    </p>
  );
}
