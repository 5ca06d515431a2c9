import uPlot from "uplot";
import { useEffect, useRef, useState } from "preact/hooks";
import { highlighted } from "../state/highlight.ts";
import { isDark } from "../state/theme.ts";
import { useWidth } from "../ui/use_width.ts";
import { AlertMarks } from "./alert_marks.tsx";
import type { ChartAlert } from "./drawing/alert_marks_of.ts";
import type { PlotBox } from "./drawing/draw_lines.ts";
import { attachGestures } from "./chart_gestures.ts";
import { ChartCursor, type Cursor } from "./chart_cursor.tsx";
import { plotOptions } from "./plot_options.ts";
import { type ChartScene, scaleX } from "./drawing/chart_scene.ts";
import { pointedX } from "./pointed_x.ts";
import { pointerOver } from "./pointer_place.ts";
import { type XKind, xRange, zoomTo } from "./settings/chart_settings.ts";

/** The data of a plot: uPlot has the corners of its area, since the lines are drawn here. */
const CORNERS: uPlot.AlignedData = [[0, 1], [0, 1]];

/** Props of {@linkcode ChartView}. */
export interface ChartViewProps {
  scene: ChartScene;
  /** The quantity of the x axis. */
  kind: XKind;
  /** The extent of the x axis when it is not zoomed. */
  all: readonly [number, number];
  /** The accessible name of the chart. */
  label: string;
  /** Whether the values are `false` and `true`. */
  isBoolean: boolean;
  /** What the axes are of; without one, the axis has no title. */
  xTitle: string;
  yTitle?: string;
  /** The alerts of the runs, to be marked. */
  alerts?: readonly ChartAlert[];
  /** Whether lines are missing that were requested. */
  isLoading: boolean;
  /** In pixels. */
  height: number;
  /** Called with the range of the y axis to show; `null` is the extent of the lines. */
  onZoomY: (range: readonly [number, number] | null) => void;
  /** Called with whether it is drawn, so that there is something to save. */
  onDrawn: (isDrawn: boolean) => void;
  /** Called when the pointer enters or leaves the chart. */
  onPoint: (isPointedAt: boolean) => void;
  /** Called when the reader wants all values at the cursor in full. */
  onValues: () => void;
  /** Receives the x at which the cursor was last. */
  lastX: { current: number | null };
  /** Receives the plot, for downloads. */
  plotRef: { current: uPlot | null };
}

/**
 * Draws a chart. uPlot draws the axes and the cursor. Since it wants one x axis
 * for all lines, and each run has steps of its own, the lines are drawn here.
 */
export function ChartView(props: ChartViewProps) {
  const { scene, kind, label, isBoolean, isLoading, height, plotRef, alerts = [] } = props;
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [area, setArea] = useState<PlotBox | null>(null);
  const [hovered, setHovered] = useState(false);
  /** Whether keys or a finger have put the cursor where it is: no pointer is there. */
  const isPut = useRef(false);
  /** Whether keys have: they choose an x, and no height. */
  const isKeyed = useRef(false);
  /** Where the cursor was last, in pixels of the plot: a rendering may know of a key only later. */
  const lastCursor = useRef({ left: -10, top: -10 });
  // The hooks of a plot outlive a rendering: they need the props of the latest one.
  const latest = useRef(props);
  latest.current = props;

  const point = (isPointedAt: boolean) => {
    setHovered(isPointedAt);
    props.onPoint(isPointedAt);
  };

  const putBy = (pointerType: string) => {
    isPut.current = pointerType === "touch";
    isKeyed.current = false;
  };

  const dark = isDark.value;
  useEffect(() => {
    if (width === 0) return;
    const onCursor = (left = -1, top = -1) => {
      const isOff = left < 0;
      setCursor(isOff ? null : { left, top: isKeyed.current ? null : top });
      if (isOff) {
        if (pointedX.peek()?.chart === latest) pointedX.value = null;
        return;
      }
      lastCursor.current = { left, top };
      const x = scaleX(latest.current.scene).valueAt(left / plot.over.clientWidth);
      latest.current.lastX.current = x;
      pointedX.value = { x, chart: latest };
    };
    const onDrawn = ({ over }: uPlot) => {
      latest.current.onDrawn(true);
      const { offsetLeft: left, offsetTop: top, clientWidth, clientHeight } = over;
      const now = { left, top, width: clientWidth, height: clientHeight };
      setArea((before) => JSON.stringify(before) === JSON.stringify(now) ? before : now);
    };
    const options = plotOptions(latest, width, height, onCursor, onDrawn);
    const plot = new uPlot(options, CORNERS, holder.current!);
    plotRef.current = plot;
    const endGestures = attachGestures(plot.over, {
      // On a logarithmic axis they move by factors.
      ranges: () => {
        const { scene: { x, logX }, all } = latest.current;
        return logX ? { shown: logOf(x), all: logOf(all[0] > 0 ? all : x) } : { shown: x, all };
      },
      zoom: (range) =>
        zoomTo(
          range && latest.current.scene.logX ? [Math.exp(range[0]), Math.exp(range[1])] : range,
        ),
    });
    const endHighlight = highlighted.subscribe(() => plot.redraw(false, false));
    return () => {
      endGestures();
      endHighlight();
      plot.destroy();
      plotRef.current = null;
      latest.current.onDrawn(false);
    };
  }, [kind, scene.log, scene.logX, isBoolean, props.xTitle, props.yTitle, width > 0, dark]);
  useEffect(() => {
    if (width > 0) plotRef.current?.setSize({ width, height });
  }, [width, height]);
  useEffect(() => {
    plotRef.current?.redraw(false, true);
  }, [scene]);

  /** Puts the cursor to the x to which another chart points. */
  const follow = (plot: uPlot) => {
    const pointed = pointedX.peek();
    if (pointed === null && (plot.cursor.left ?? -1) < 0) return;
    const place = pointed === null ? -1 : scaleX(latest.current.scene).place(pointed.x);
    const left = place >= 0 && place <= 1 ? place * plot.over.clientWidth : -10;
    plot.setCursor({ left, top: left < 0 ? -10 : 10 }, false);
    setCursor(left < 0 ? null : { left, top: null });
  };
  useEffect(() =>
    pointedX.subscribe((pointed) => {
      if (plotRef.current && pointed?.chart !== latest) follow(plotRef.current);
    }), []);
  // A pointer that rests sends no events: where the chart has changed beneath it, or was made anew,
  // the cursor is put to where the pointer is, and all charts show the values there.
  const keepCursor = () => {
    const plot = plotRef.current;
    if (!plot || !holder.current) return;
    const over = pointerOver(plot.over, holder.current);
    const pointed = pointedX.peek();
    const isOurs = pointed?.chart === latest;
    if (over !== null && !isPut.current && (isOurs || pointed === null)) {
      point(true);
      plot.setCursor(over, true);
    } else if (!isOurs) follow(plot);
    else plot.setCursor(isPut.current ? lastCursor.current : { left: -10, top: -10 }, true);
  };
  useEffect(() => {
    // uPlot draws in a microtask, and only then are the axes as wide as their labels need.
    queueMicrotask(keepCursor);
  }, [scene, width, height, kind, isBoolean, props.xTitle, props.yTitle, dark]);
  useEffect(() => () => {
    if (pointedX.peek()?.chart === latest) pointedX.value = null;
  }, []);

  const place = holder.current?.getBoundingClientRect();
  const isInWindow = place !== undefined && place.bottom > 0 && place.top < innerHeight;
  // A finger has left the chart once it has put the cursor.
  const isKept = isPut.current && pointedX.peek()?.chart === latest && isInWindow;
  const isFull = hovered || isKept;
  useEffect(() => {
    if (cursor === null || !isPut.current) return;
    // The readout stands beside the chart, which moves away from it.
    const onScroll = () => setCursor((before) => before && { ...before });
    addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => removeEventListener("scroll", onScroll, { capture: true });
  }, [cursor !== null && isPut.current]);

  const onKeyDown = (event: KeyboardEvent) => {
    const plot = plotRef.current;
    if (!plot) return;
    const plotWidth = plot.over.clientWidth;
    const { left: cursorLeft = -1 } = plot.cursor;
    const position = cursorLeft < 0 ? plotWidth / 2 : cursorLeft;
    const step = event.shiftKey ? 40 : 8;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const left = position + (event.key === "ArrowLeft" ? -step : step);
      isPut.current = true;
      isKeyed.current = true;
      plot.setCursor({ left: Math.min(plotWidth, Math.max(0, left)), top: 10 }, true);
      point(true);
    } else if (event.key === "+" || event.key === "=" || event.key === "-") {
      const { valueAt } = scaleX(scene);
      const at = position / plotWidth;
      const factor = event.key === "-" ? 2 : 0.5;
      const next = [valueAt(at - at * factor), valueAt(at + (1 - at) * factor)] as const;
      const { all } = latest.current;
      zoomTo(
        next[0] <= all[0] && next[1] >= all[1]
          ? null
          : [Math.max(all[0], next[0]), Math.min(all[1], next[1])],
      );
    } else if (event.key === "Enter") {
      latest.current.onValues();
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
      class={isLoading ? "chart-view is-loading" : "chart-view"}
      ref={holder}
      tabIndex={0}
      role="group"
      aria-roledescription="chart"
      aria-label={label}
      style={{ height: `${height}px` }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        isPut.current = false;
        point(false);
        plotRef.current?.setCursor({ left: -10, top: -10 }, true);
      }}
      onPointerEnter={() => point(true)}
      onPointerDown={({ pointerType }) => putBy(pointerType)}
      onPointerMove={({ pointerType }) => putBy(pointerType)}
      onPointerLeave={() => point(false)}
    >
      {area && alerts.length > 0 && (
        <AlertMarks scene={scene} kind={kind} alerts={alerts} area={area} />
      )}
      {cursor !== null && plotRef.current && (
        <ChartCursor
          scene={scene}
          kind={kind}
          isBoolean={isBoolean}
          width={width}
          height={height}
          cursor={cursor}
          over={plotRef.current.over}
          corner={place ?? { left: 0, top: 0 }}
          full={isFull}
        />
      )}
    </div>
  );
}

function logOf([from, to]: readonly [number, number]): [number, number] {
  return [Math.log(from), Math.log(to)];
}
