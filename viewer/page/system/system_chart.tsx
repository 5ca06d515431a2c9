import { useEffect, useRef } from "preact/hooks";
import { isDark } from "../state/theme.ts";
import { plotResult } from "../ui/plot_result.ts";
import { useWidth } from "../ui/use_width.ts";
import type { SystemChartData } from "./to_charts.ts";

/** In CSS pixels. */
const HEIGHT = 190;

/** Props of {@linkcode SystemChart}. */
export interface SystemChartProps {
  chart: SystemChartData;
  /** The names of the runs, by board id. */
  names: ReadonlyMap<string, string>;
}

/** A value of the machine over the time of each run, one line per run. */
export function SystemChart({ chart: { title, reply }, names }: SystemChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  useEffect(() => {
    if (width === 0) return;
    const nameOfGroup = (id: string) => names.get(id) ?? id;
    const plot = plotResult(
      {
        reply,
        x: 1,
        lines: [2],
        by: 0,
        nameOfGroup,
        points: false,
        width,
        height: HEIGHT,
        isElapsed: true,
        fromZero: true,
      },
      box.current!,
    );
    return () => plot.destroy();
  }, [reply, width, isDark.value, [...names.values()].join("\0")]);
  const last = reply.rows.at(-1)?.[2];
  return (
    <section class="system-chart" aria-label={title}>
      <h3>{title}</h3>
      <div
        ref={box}
        class="result-plot"
        role="img"
        aria-label={`${title} over time${typeof last === "number" ? `, last ${last}` : ""}`}
      />
    </section>
  );
}
