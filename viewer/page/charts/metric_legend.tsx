import { useEffect, useRef } from "preact/hooks";
import { formatMetric } from "../values/format_metric.ts";
import type { ChartLine } from "./drawing/chart_scene.ts";
import type { MetricRange } from "./drawing/own_scales.ts";

/** Props of {@linkcode MetricLegend}. */
export interface MetricLegendProps {
  /** The metrics of the chart, in their order. */
  names: readonly string[];
  lines: readonly ChartLine[];
  /** The range of each metric, where each has a scale of its own. */
  ranges: ReadonlyMap<string | undefined, MetricRange> | null;
  /** Called with its height, in pixels, once it is known. */
  onHeight: (height: number) => void;
}

/** The metrics of a chart with several: the dashes or the colour of each, and its scale. */
export function MetricLegend({ names, lines, ranges, onHeight }: MetricLegendProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => onHeight(list.current?.offsetHeight ?? 0));
  const isOneRun = new Set(lines.map(({ boardId }) => boardId)).size < 2;
  return (
    <ul class="chart-legend metric-legend" ref={list} aria-label="Metrics">
      {names.map((name) => {
        const line = lines.find(({ metric }) => metric === name);
        const range = ranges?.get(name);
        return (
          <li key={name}>
            <svg width="24" height="8" aria-hidden="true">
              <path
                d="M1 4H23"
                stroke={isOneRun ? line?.color ?? "currentColor" : "currentColor"}
                stroke-width="2"
                stroke-dasharray={line?.dash?.join(" ")}
              />
            </svg>
            {name}
            {range && (
              <span class="muted">{formatMetric(range[0])} to {formatMetric(range[1])}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
