import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import type { PanelProps } from "../state/panel_props.ts";
import { boardColor } from "../state/board_color.ts";
import { makeAxis } from "./compare_axis.ts";
import {
  type BestKind,
  comparableMetrics,
  compareRuns,
  differingPaths,
  likelyBest,
  likelyMetric,
} from "./compare_runs.ts";
import type { GridColumn } from "../ui/data_grid.ts";
import { DataGridView } from "../ui/data_grid_view.tsx";
import { formatValue } from "../ui/format.ts";
import { ParallelCoordinates } from "./parallel_coordinates.tsx";
import { boardTitle } from "../state/store.ts";
import { ScatterPlot } from "./scatter_plot.tsx";
import { useUrlState } from "../state/use_url_state.ts";
import { useWidth } from "../ui/use_width.ts";

/** More axes than this are not drawn. */
const MAX_AXES = 12;

/** The config of the chosen runs against the best value that a metric had in each. */
export function ComparePanel({ boards }: PanelProps) {
  const [chosenMetric, setMetric] = useUrlState("compare");
  const [chosenBest, setBest] = useUrlState("best");
  const [chosenPath, setPath] = useUrlState("against");
  const metrics = useMemo(() => comparableMetrics(boards), [boards]);
  const metric = metrics.includes(chosenMetric) ? chosenMetric : likelyMetric(metrics);

  if (boards.length < 2) {
    return <p class="empty">Choose two or more runs to compare their config and results.</p>;
  }
  if (metric === undefined) {
    return (
      <p class="empty">
        {boards.some(({ pending }) => pending)
          ? "Reading…"
          : "None of these runs has a metric with numbers to compare."}
      </p>
    );
  }
  const kind = chosenBest === "min" || chosenBest === "max" ? chosenBest : likelyBest(metric);
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
            <option value="min">least</option>
            <option value="max">greatest</option>
          </select>
        </label>
      </div>
      <Comparison boards={boards} metric={metric} kind={kind} path={chosenPath} onPath={setPath} />
    </div>
  );
}

interface ComparisonProps {
  boards: BoardInfo[];
  metric: string;
  kind: BestKind;
  path: string;
  onPath: (path: string) => void;
}

function Comparison({ boards, metric, kind, path, onPath }: ComparisonProps) {
  const [hovered, setHovered] = useState<string | null>(null);
  const [byResult, setByResult] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const width = useWidth(element);

  const { runs, paths, axes, result } = useMemo(() => {
    const runs = compareRuns(boards, metric, kind);
    const made = differingPaths(runs).flatMap((path) => {
      const axis = makeAxis(path, runs.map(({ config }) => config.get(path)));
      return axis === null ? [] : [{ path, axis }];
    });
    const result = makeAxis(`${metric} (${kind})`, runs.map(({ best }) => best))!;
    return { runs, paths: made.map(({ path }) => path), axes: made, result };
  }, [boards, metric, kind]);
  const colorOf = (run: typeof runs[number]) => {
    if (!byResult) return boardColor(run.board.boardId);
    const place = result.place(run.best);
    if (place === null) return "var(--muted)";
    const share = Math.round(100 * (kind === "max" ? place : 1 - place));
    return `color-mix(in oklab, var(--compare-best) ${share}%, var(--compare-worst))`;
  };

  const drawn = axes.slice(0, MAX_AXES);
  const across = axes.find((axis) => axis.path === path) ?? axes[0];
  const pointed = runs.find(({ board }) => board.boardId === hovered);
  return (
    <div class="comparison" ref={element}>
      <h3>Config and result</h3>
      {axes.length === 0 ? <p class="muted">These runs have no config to compare.</p> : (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={byResult}
              onChange={(event) => setByResult(event.currentTarget.checked)}
            />{" "}
            colour by result
          </label>
          {width > 0 && (
            <ParallelCoordinates
              label={`Config of ${runs.length} runs against ${metric}`}
              axes={[...drawn.map(({ axis }) => axis), result]}
              lines={runs.map((run) => ({
                id: run.board.boardId,
                values: [...drawn.map(({ path }) => run.config.get(path)), run.best],
                color: colorOf(run),
              }))}
              width={width}
              hovered={hovered}
              onHover={setHovered}
            />
          )}
          <p class="compare-readout">
            {pointed === undefined
              ? (
                <span class="muted">
                  Point at a line to see its run. Draw along an axis to keep a part of it.
                </span>
              )
              : (
                <>
                  <strong>{boardTitle(pointed.board)}</strong>: {metric}{" "}
                  {formatValue(pointed.best) || "none"}
                  {drawn.map(({ path }) =>
                    `, ${path} ${formatValue(pointed.config.get(path)) || "none"}`
                  )}
                </>
              )}
          </p>
          {axes.length > MAX_AXES && (
            <p class="muted">
              The first {MAX_AXES} of {axes.length} values that differ are drawn.
            </p>
          )}
          <h3>
            <label>
              {metric} against{" "}
              <select
                value={across.path}
                onChange={(event) => onPath(event.currentTarget.value)}
              >
                {paths.map((path) => <option key={path} value={path}>{path}</option>)}
              </select>
            </label>
          </h3>
          {width > 0 && (
            <ScatterPlot
              label={`${metric} against ${across.path}`}
              x={across.axis}
              y={result}
              points={runs.map((run) => ({
                id: run.board.boardId,
                x: run.config.get(across.path),
                y: run.best,
                color: colorOf(run),
              }))}
              width={width}
              hovered={hovered}
              onHover={setHovered}
            />
          )}
        </>
      )}
      <h3>As a table</h3>
      <ComparisonTable metric={`${metric} (${kind})`} runs={runs} paths={paths} />
    </div>
  );
}

interface ComparisonTableProps {
  metric: string;
  runs: ReturnType<typeof compareRuns>;
  paths: string[];
}

function ComparisonTable({ metric, runs, paths }: ComparisonTableProps) {
  const columns = useMemo(() => [
    { name: "run", kind: "text" as const },
    { name: metric, kind: "number" as const },
    ...paths.map((name): GridColumn => ({
      name,
      kind: runs.every(({ config }) => typeof (config.get(name) ?? 0) === "number")
        ? "number"
        : "text",
    })),
  ], [runs, metric, paths]);
  const rows = useMemo(
    () =>
      runs.map(({ board, best, config }) => [
        boardTitle(board),
        best,
        ...paths.map((path) => config.get(path) ?? null),
      ]),
    [runs, paths],
  );
  return <DataGridView label="Comparison" columns={columns} rows={rows} />;
}
