import { useId } from "preact/hooks";
import { filterProblem, filterText } from "./data/visible_runs.ts";

/** The input for the filter of runs, with the reason if the filter is invalid. */
export function RunSearch() {
  const id = useId();
  const problem = filterProblem.value;
  return (
    <div class="run-search">
      <input
        type="search"
        placeholder="Search, or lr > 0.001"
        aria-label="Search and filter runs"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        title="Words, or comparisons: lr > 0.001 and status = finished, min(val/loss) < 0.2, tags = best, not (name ~ test)"
        value={filterText.value}
        onInput={(event) => filterText.value = event.currentTarget.value}
      />
      {problem !== null && <p class="run-search-problem" id={id} role="alert">{problem}</p>}
    </div>
  );
}
