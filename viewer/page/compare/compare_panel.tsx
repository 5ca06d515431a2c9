import { useMemo } from "preact/hooks";
import { useUrlState } from "../state/use_url_state.ts";
import { Loading } from "../ui/loading.tsx";
import type { PanelProps } from "../ui/panel_props.ts";
import { chosenBy, comparableMetrics, likelyBest, likelyMetric } from "./compare_runs.ts";
import { Comparison } from "./comparison.tsx";

/** Compares the config of the selected runs with the best value of a metric in each. */
export function ComparePanel({ boards }: PanelProps) {
  const [chosenMetric, setMetric] = useUrlState("compare");
  const [chosenBest, setBest] = useUrlState("best");
  const [chosenPath, setPath] = useUrlState("against");
  const metrics = useMemo(() => comparableMetrics(boards), [boards]);
  const judged = useMemo(() => chosenBy(boards, metrics), [boards, metrics]);
  const metric = metrics.includes(chosenMetric)
    ? chosenMetric
    : [...judged.keys()][0] ?? likelyMetric(metrics);

  if (boards.length < 2) {
    return <p class="empty">Select two or more runs to compare their config and results.</p>;
  }
  if (metric === undefined) {
    return (
      <p class="empty">
        {boards.some(({ pending }) => pending)
          ? <Loading />
          : "None of these runs has a numeric metric to compare."}
      </p>
    );
  }
  const kind = chosenBest === "min" || chosenBest === "max"
    ? chosenBest
    : judged.get(metric) ?? likelyBest(metric);
  return (
    <div class="panel compare-panel">
      <div class="panel-bar">
        <label>
          Metric{" "}
          <select value={metric} onChange={(event) => setMetric(event.currentTarget.value)}>
            {metrics.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
        <label>
          Best is the{" "}
          <select value={kind} onChange={(event) => setBest(event.currentTarget.value)}>
            <option value="min">lowest</option>
            <option value="max">highest</option>
          </select>
        </label>
      </div>
      <Comparison boards={boards} metric={metric} kind={kind} path={chosenPath} onPath={setPath} />
    </div>
  );
}
