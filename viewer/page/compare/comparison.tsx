import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardTitle } from "../state/board_title.ts";
import { useWidth } from "../ui/use_width.ts";
import { cellText } from "../values/cell_text.ts";
import { makeAxis } from "./compare_axis.ts";
import { type BestKind, comparedPaths, type ComparedRun, compareRuns } from "./compare_runs.ts";
import { ComparisonTable } from "./comparison_table.tsx";
import { ParallelCoordinates } from "./parallel_coordinates.tsx";
import { ScatterPlot } from "./scatter_plot.tsx";

/** The parallel coordinates show at most this many values of the config. */
const MAX_AXES = 12;

/** Props of {@linkcode Comparison}. */
export interface ComparisonProps {
  boards: BoardInfo[];
  metric: string;
  kind: BestKind;
  /** The path of the config on the x axis of the scatter plot. */
  path: string;
  /** Called with the path that the reader selects. */
  onPath: (path: string) => void;
}

/** Config and best value of some runs: parallel coordinates, a scatter plot and a table. */
export function Comparison({ boards, metric, kind, path, onPath }: ComparisonProps) {
  const [hovered, setHovered] = useState<string | null>(null);
  const [byResult, setByResult] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const width = useWidth(element);

  const { runs, paths, axes, result } = useMemo(() => {
    const runs = compareRuns(boards, metric, kind);
    const axes = comparedPaths(runs).flatMap((path) => {
      const axis = makeAxis(path, runs.map(({ config }) => config.get(path)));
      return axis === null ? [] : [{ path, axis }];
    });
    const result = makeAxis(`${metric} (${kind})`, runs.map(({ best }) => best));
    return { runs, paths: axes.map(({ path }) => path), axes, result };
  }, [boards, metric, kind]);
  const colorOf = (run: ComparedRun) => {
    if (!byResult) return boardColor(run.board.boardId);
    const position = result?.place(run.best) ?? null;
    if (position === null) return "var(--muted)";
    const share = Math.round(100 * (kind === "max" ? position : 1 - position));
    return `color-mix(in oklab, var(--compare-best) ${share}%, var(--compare-worst))`;
  };

  const drawn = axes.slice(0, MAX_AXES);
  const across = axes.find((axis) => axis.path === path) ?? axes[0];
  const pointed = runs.find(({ board }) => board.boardId === hovered);
  return (
    <div class="comparison" ref={element}>
      <h3>Config and result</h3>
      {across === undefined || result === null
        ? <p class="muted">These runs have no config to compare.</p>
        : (
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
                    Point at a line, or tap it, to see its run. Drag along an axis to select a
                    range.
                  </span>
                )
                : (
                  <>
                    <strong>{boardTitle(pointed.board)}</strong>: {metric}{" "}
                    {cellText(pointed.best) || "none"}
                    {drawn.map(({ path }) =>
                      `, ${path} ${cellText(pointed.config.get(path)) || "none"}`
                    )}
                  </>
                )}
            </p>
            {axes.length > MAX_AXES && (
              <p class="muted">
                Showing the first {MAX_AXES} of {axes.length} differing values.
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
      <ComparisonTable
        metric={`${metric} (${kind})`}
        isDescending={kind === "max"}
        runs={runs}
        paths={paths}
      />
    </div>
  );
}
