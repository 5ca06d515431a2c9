import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { formatPlural } from "../values/format_plural.ts";
import { compareMetadata } from "./compare_metadata.ts";
import { LeafTable } from "./leaf_table.tsx";
import { RunsGrid } from "./runs_grid.tsx";
import { useUrlState } from "../state/use_url_state.ts";
import { foldText } from "../values/fold_text.ts";

/** Props of {@linkcode MetadataDifferences}. */
export interface MetadataDifferencesProps {
  boards: BoardInfo[];
  /** In lower case: only paths and values that contain it are shown. */
  filter: string;
}

/** Of more runs, the table of differences has a row per run: so many columns would be off the screen. */
const MAX_COLUMNS = 3;

/** The values in which the metadata of some runs differ; the others are collapsed. */
export function MetadataDifferences({ boards, filter }: MetadataDifferencesProps) {
  const leaves = useMemo(() => compareMetadata(boards), [boards]);
  const matching = leaves.filter(({ path, values }) =>
    foldText(path).includes(filter) ||
    values.some((value) => foldText(JSON.stringify(value) ?? "").includes(filter))
  );
  const [chosen, setChosen] = useUrlState("config rows");
  const hasRunRows = chosen === "" ? boards.length > MAX_COLUMNS : chosen === "runs";
  const different = matching.filter(({ same }) => !same);
  const same = matching.filter(({ same }) => same);
  return (
    <>
      <div class="config-head">
        <h3>Differences</h3>
        <label class="choice">
          Rows are
          <select
            value={hasRunRows ? "runs" : "keys"}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            <option value="runs">runs</option>
            <option value="keys">keys</option>
          </select>
        </label>
      </div>
      {different.length === 0
        ? <p class="muted">No differences.</p>
        : hasRunRows
        ? <RunsGrid label="Differences" leaves={different} boards={boards} />
        : <LeafTable label="Differences" leaves={different} boards={boards} />}
      <details class="config-same">
        <summary>{formatPlural(same.length, "value")} shared by all runs</summary>
        <LeafTable label="Values shared by all runs" leaves={same} boards={boards.slice(0, 1)} />
      </details>
    </>
  );
}
