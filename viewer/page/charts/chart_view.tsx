import uPlot from "uplot";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { highlighted } from "../state/highlight.ts";
import { isDark, themeColor } from "../state/theme.ts";
import { canvasPainter } from "./drawing/canvas_painter.ts";
import { attachGestures } from "./chart_gestures.ts";
import { ChartReadout } from "./chart_readout.tsx";
import type { ChartScene } from "./drawing/chart_scene.ts";
import { type XKind, xRange, zoomTo } from "./settings/chart_settings.ts";
import { niceTicks } from "../ui/nice_ticks.ts";
import { drawLines } from "./drawing/draw_lines.ts";
import { formatDuration, formatLogTick, formatTicks } from "./drawing/format_axis.ts";

/** What {@linkcode ChartView} takes. */
export interface ChartViewProps {
  scene: ChartScene;
  /** What the x axis is. */
  kind: XKind;
  /** All of the x axis that there is. */
  all: readonly [number, number];
  /** What the chart is, for screen readers. */
  label: string;
  /** Whether the values are `false` and `true`. */
  isBoolean: boolean;
  /** In pixels. */
  height: number;
  /** Called with a piece of the y axis that is to be shown; `null` is what the lines need. */
  onZoomY: (range: readonly [number, number] | null) => void;
  /** Called when somebody begins, or ceases, to point at it. */
  onPoint: (isPointedAt: boolean) => void;
  /** Gets the canvas, for a download. */
  plotRef: { current: uPlot | null };
}

/** Steps of an axis of time that has passed, in milliseconds. */
const DURATION_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * 1000),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240, 480, 960].map((hours) => hours * 3_600_000),
];

/** Draws a chart. uPlot has the axes and the cursor; the lines have an x axis each, and are drawn here. */
export function ChartView(props: ChartViewProps) {
  const { scene, kind, label, isBoolean, height, plotRef } = props;
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [cursor, setCursor] = useState<number | null>(null);
  const [hovered, setHovered] = useState(false);
  // Hooks of the plot see what the last drawing was given.
  const latest = useRef(props);
  latest.current = props;

  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => setWidth(Math.floor(holder.current!.clientWidth)));
    observer.observe(holder.current!);
    setWidth(Math.floor(holder.current!.clientWidth));
    return () => observer.disconnect();
  }, []);

  const point = (isPointedAt: boolean) => {
    setHovered(isPointedAt);
    props.onPoint(isPointedAt);
  };

  const dark = isDark.value;
  useEffect(() => {
    if (width === 0) return;
    const onCursor = (left: number | undefined) => {
      setCursor(left === undefined || left < 0 ? null : left);
    };
    const options = makeOptions(latest, width, height, onCursor);
    const plot = new uPlot(options, plotData(latest.current.scene), holder.current!);
    plotRef.current = plot;
    const endGestures = attachGestures(plot.over, {
      ranges: () => ({ shown: latest.current.scene.x, all: latest.current.all }),
      zoom: zoomTo,
    });
    const endHighlight = highlighted.subscribe(() => plot.redraw(false, false));
    return () => {
      endGestures();
      endHighlight();
      plot.destroy();
      plotRef.current = null;
    };
  }, [kind, scene.log, isBoolean, width > 0, dark]);
  useEffect(() => {
    if (width > 0) plotRef.current?.setSize({ width, height });
  }, [width, height]);
  useEffect(() => {
    plotRef.current?.setData(plotData(scene), true);
  }, [scene]);

  const move = (event: KeyboardEvent) => {
    const plot = plotRef.current;
    if (!plot) return;
    const across = plot.over.clientWidth;
    const at = plot.cursor.left! < 0 ? across / 2 : plot.cursor.left!;
    const step = event.shiftKey ? 40 : 8;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const left = at + (event.key === "ArrowLeft" ? -step : step);
      plot.setCursor({ left: Math.min(across, Math.max(0, left)), top: 10 }, true);
      point(true);
    } else if (event.key === "+" || event.key === "=" || event.key === "-") {
      const [from, to] = scene.x;
      const center = plot.posToVal(at, "x");
      const factor = event.key === "-" ? 2 : 0.5;
      const next = [center - (center - from) * factor, center + (to - center) * factor] as const;
      const { all } = latest.current;
      zoomTo(
        next[0] <= all[0] && next[1] >= all[1]
          ? null
          : [Math.max(all[0], next[0]), Math.min(all[1], next[1])],
      );
    } else if (event.key === "0" || event.key === "Escape") {
      if (xRange.peek() === null && event.key === "Escape") return;
      latest.current.onZoomY(null);
      zoomTo(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      class="chart-view"
      ref={holder}
      tabIndex={0}
      role="group"
      aria-roledescription="chart"
      aria-label={label}
      style={{ height: `${height}px` }}
      onKeyDown={move}
      onBlur={() => {
        point(false);
        plotRef.current?.setCursor({ left: -10, top: -10 }, true);
      }}
      onPointerEnter={() => point(true)}
      onPointerLeave={() => point(false)}
    >
      {cursor !== null && plotRef.current && (
        <ChartReadout
          scene={scene}
          kind={kind}
          isBoolean={isBoolean}
          x={plotRef.current.posToVal(cursor, "x")}
          left={cursor + plotRef.current.over.offsetLeft}
          width={width}
          full={hovered}
        />
      )}
    </div>
  );
}

/** The corners of what is in sight: uPlot takes its scales from them. */
function plotData({ x, y }: ChartScene): uPlot.AlignedData {
  return [[...x], [...y]];
}

function makeOptions(
  latest: { current: ChartViewProps },
  width: number,
  height: number,
  onCursor: (left: number | undefined) => void,
): uPlot.Options {
  const { kind, scene: { log }, isBoolean } = latest.current;
  const axis: uPlot.Axis = {
    stroke: themeColor("--muted"),
    font: "11px system-ui, sans-serif",
    grid: { stroke: themeColor("--grid"), width: 1 },
    ticks: { show: false },
    border: { show: true, stroke: themeColor("--line"), width: 1 },
    gap: 5,
  };
  return {
    width,
    height,
    ms: 1,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: kind === "clock", range: () => latest.current.scene.x },
      y: { distr: log ? 3 : 1, range: () => latest.current.scene.y },
    },
    axes: [
      {
        ...axis,
        size: 26,
        ...(kind === "relative"
          ? {
            incrs: DURATION_STEPS,
            values: (_: uPlot, ticks: number[]) => ticks.map(formatDuration),
          }
          : kind === "clock"
          ? {}
          : {
            values: (_: uPlot, ticks: number[], __: number, ___: number, step: number) =>
              formatTicks(ticks, step),
          }),
      },
      {
        ...axis,
        size: (_, values) =>
          14 + 6.4 * Math.max(3, ...(values ?? []).map((text) => text?.length ?? 0)),
        ...(isBoolean
          ? {
            splits: () => [0, 1],
            values: () => ["false", "true"],
          }
          : log
          ? {
            values: (_, ticks) => ticks.map((tick) => tick === null ? "" : formatLogTick(tick)),
          }
          : {
            // uPlot has no steps for the greatest and the least numbers.
            splits: (plot) => niceTicks(...latest.current.scene.y, plot.height / 34).ticks,
            values: (_, ticks) => formatTicks(ticks, ticks[1] - ticks[0] || 1),
          }),
      },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: true, uni: 24, dist: 4, setScale: false },
      bind: {
        mousedown: (_, __, handler) => (event) => {
          if (event.button === 0 && !event.shiftKey) handler(event);
          return null;
        },
        dblclick: () => () => {
          latest.current.onZoomY(null);
          zoomTo(null);
          return null;
        },
      },
      sync: {
        key: "charts",
        scales: ["x", null],
        setSeries: false,
        filters: { pub: isCursorMove, sub: isCursorMove },
      },
    },
    hooks: {
      draw: [(plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        const painter = canvasPainter(ctx, bbox);
        drawLines(painter, latest.current.scene, bbox, uPlot.pxRatio, highlighted.peek());
        ctx.restore();
      }],
      setCursor: [(plot) => onCursor(plot.cursor.left)],
      setSelect: [(plot) => {
        const { left, top, width, height } = plot.select;
        if (width === 0 || height === 0) return;
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        const all = plot.over;
        if (height < all.clientHeight - 1) {
          const [high, low] = [top, top + height].map((at) => plot.posToVal(at, "y"));
          latest.current.onZoomY([low, high]);
        }
        if (width < all.clientWidth - 1) {
          zoomTo([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
        }
      }],
    },
  };
}

function isCursorMove(type: string): boolean {
  return type === "mousemove" || type === "mouseleave";
}
