import { useMemo, useState } from "preact/hooks";
import type { PanelProps } from "../state/panel_props.ts";
import { MediaSection } from "./media_section.tsx";
import { plural } from "../ui/format.ts";
import { useBoardDetails } from "../state/use_board_details.ts";
import { useUrlState } from "../state/use_url_state.ts";

/** How many names are drawn at first, and with each press of the button for more. */
const PAGE = 200;

/** Images, videos and sounds of the chosen runs, by their names. */
export function MediaPanel({ boards }: PanelProps) {
  const [filter, setFilter] = useUrlState("media");
  const [most, setMost] = useState(PAGE);
  const { details, error, loaded } = useBoardDetails(boards);
  const { names, inTables } = useMemo(() => {
    const names = new Set<string>();
    const inTables = new Set<string>();
    for (const { media, tables } of details.values()) {
      const ofTables = new Set(tables.map(({ name }) => name));
      for (const { name } of media) (ofTables.has(name) ? inTables : names).add(name);
    }
    return { names: [...names], inTables: [...inTables] };
  }, [details]);
  const wanted = filter.trim().toLowerCase();
  const shown = names.filter((name) => name.toLowerCase().includes(wanted));

  if (boards.length === 0) return <p class="empty">Choose one or more runs to see their media.</p>;
  return (
    <div class="panel media-panel">
      <div class="panel-bar">
        <input
          type="search"
          placeholder="Filter by name"
          aria-label="Filter media by name"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="muted" role="status">{plural(shown.length, "name")}</span>
      </div>
      {error !== undefined && <p class="problem" role="alert">{error}</p>}
      {!loaded && error === undefined && <p class="empty">Loading…</p>}
      {loaded && names.length === 0 && (
        <p class="empty">
          No media were logged. <code>board.logImages("predictions", images)</code> does it.
        </p>
      )}
      {names.length > 0 && shown.length === 0 && <p class="empty">No name matches the filter.</p>}
      <div class={boards.length === 1 ? "media-sections is-single" : "media-sections"}>
        {shown.slice(0, most).map((name) => {
          const having = boards.filter(({ boardId }) =>
            details.get(boardId)?.media.some((info) => info.name === name)
          );
          return <MediaSection key={name} name={name} boards={having} />;
        })}
      </div>
      {shown.length > most && (
        <button
          type="button"
          class="button"
          onClick={() => setMost(most + PAGE)}
        >
          {plural(shown.length - most, "more name")}
        </button>
      )}
      {inTables.length > 0 && (
        <p class="muted">
          Media in the cells of tables are under Tables: {inTables.slice(0, 10).join(", ")}
          {inTables.length > 10 && " …"}
        </p>
      )}
    </div>
  );
}
