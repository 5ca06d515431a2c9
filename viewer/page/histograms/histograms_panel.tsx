import { lookAlikes } from "../../../format/look_alikes.ts";
import { useMemo } from "preact/hooks";
import { useBoardDetails } from "../state/use_board_details.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { urlSignal } from "../state/url_signal.ts";
import { Loading } from "../ui/loading.tsx";
import { formatPlural } from "../values/format_plural.ts";
import { HistogramSection } from "./histogram_section.tsx";
import { foldText } from "../values/fold_text.ts";

const search = urlSignal("histograms");

/** The histograms of the selected runs, by name: over all steps, and at one step. */
export function HistogramsPanel({ boards }: PanelProps) {
  const { details, error, loaded } = useBoardDetails(boards);
  const names = useMemo(
    () => [
      ...new Set(
        [...details.values()].flatMap(({ histograms }) => histograms.map(({ name }) => name)),
      ),
    ],
    [details],
  );
  const wanted = foldText(search.value.trim());
  const titles = useMemo(() => lookAlikes(names), [names]);
  const shown = names.filter((name) => foldText(name).includes(wanted));
  if (boards.length === 0) {
    return <p class="empty">Select one or more runs to see their histograms.</p>;
  }
  return (
    <div class="panel">
      <div class="panel-bar">
        <input
          type="search"
          placeholder="Filter by name"
          aria-label="Filter histograms by name"
          value={search.value}
          onInput={(event) => search.value = event.currentTarget.value}
        />
        <span class="muted" role="status">{formatPlural(shown.length, "histogram")}</span>
      </div>
      {error !== undefined && <p class="problem" role="alert">{error}</p>}
      {!loaded && error === undefined && (
        <p class="empty">
          <Loading />
        </p>
      )}
      {loaded && names.length === 0 && (
        <p class="empty">
          No histograms were logged. Log one with{" "}
          <code>board.logHistogram("weights", values)</code>.
        </p>
      )}
      {names.length > 0 && shown.length === 0 && <p class="empty">No name matches the filter.</p>}
      {shown.map((name) => (
        <HistogramSection
          key={name}
          name={name}
          title={titles.get(name)}
          namesRuns={boards.length > 1}
          boards={boards.filter(({ boardId }) =>
            details.get(boardId)?.histograms.some((info) => info.name === name)
          )}
        />
      ))}
    </div>
  );
}
