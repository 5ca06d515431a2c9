import { lookAlikes } from "../../../format/look_alikes.ts";
import { useMemo } from "preact/hooks";
import type { PanelProps } from "../ui/panel_props.ts";
import { TableSection } from "./table_section.tsx";
import { useBoardDetails } from "../state/use_board_details.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { RunLabel } from "../ui/run_label.tsx";
import { Loading } from "../ui/loading.tsx";

/** The tables of the selected runs, one name at a time. */
export function TablesPanel({ boards }: PanelProps) {
  const [chosen, setChosen] = useUrlState("table");
  const { details, error, loaded } = useBoardDetails(boards);
  const names = useMemo(
    () => [...new Set([...details.values()].flatMap(({ tables }) => tables.map((t) => t.name)))],
    [details],
  );
  const titles = useMemo(() => lookAlikes(names), [names]);
  const name = names.includes(chosen) ? chosen : names[0];
  const having = boards.filter(({ boardId }) =>
    details.get(boardId)?.tables.some((info) => info.name === name)
  );

  if (boards.length === 0) return <p class="empty">Select one or more runs to see their tables.</p>;
  return (
    <div class="panel tables-panel">
      {error !== undefined && <p class="problem" role="alert">{error}</p>}
      {!loaded && error === undefined && (
        <p class="empty">
          <Loading />
        </p>
      )}
      {loaded && names.length === 0 && (
        <p class="empty">
          No tables were logged. Log one with <code>board.logTable("classes", rows)</code>.
        </p>
      )}
      {name !== undefined && (
        <>
          <div class="panel-bar">
            <label>
              Table{" "}
              <select value={name} onChange={(event) => setChosen(event.currentTarget.value)}>
                {names.map((name) => (
                  <option key={name} value={name}>{titles.get(name) ?? name}</option>
                ))}
              </select>
            </label>
            {boards.length > 1 && having.length === 1 && <RunLabel board={having[0]!} />}
          </div>
          <TableSection key={name} name={name} boards={having} />
        </>
      )}
    </div>
  );
}
