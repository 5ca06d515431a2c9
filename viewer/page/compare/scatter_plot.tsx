import type { Json } from "../../protocol/api.ts";
import { labelWidth } from "../values/label_width.ts";
import type { CompareAxis } from "./compare_axis.ts";
import { type CompareChartProps, CompareSvg } from "./compare_svg.tsx";
import { shortAxisName, withShortLabels } from "./short_labels.ts";
import { ticksOf } from "./ticks_of.ts";

const HEIGHT = 320;
/** The least room for the labels of the y axis, in CSS pixels. */
const LEFT = 48;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 48;
/** How much of the y axis a label takes, in CSS pixels. */
const LABEL_HEIGHT = 15;
/** A text at a tick has at most so many letters. */
const LABEL_LENGTH = 16;
/** A point this close to the pointer is hovered, in CSS pixels. */
const NEAR = 24;

/** A run as a point. */
export interface ScatterPoint {
  /** The board's id. */
  id: string;
  /** Its value on the x axis. */
  x: Json | undefined;
  /** Its value on the y axis. */
  y: Json | undefined;
  /** A CSS colour. */
  color: string;
}

/** Props of {@linkcode ScatterPlot}. */
export interface ScatterPlotProps extends CompareChartProps {
  x: CompareAxis;
  y: CompareAxis;
  /** The runs. */
  points: readonly ScatterPoint[];
}

/** Runs as points. Runs that lack one of the two values are left out. */
export function ScatterPlot(
  { label, x: across, y, points, width, hovered, onHover }: ScatterPlotProps,
) {
  const x = withShortLabels(across, LABEL_LENGTH);
  const yTicks = ticksOf(y, HEIGHT - BOTTOM - TOP, () => LABEL_HEIGHT);
  const left = Math.max(LEFT, ...yTicks.map(({ label }) => Math.ceil(labelWidth(label)) + 14));
  const xOf = (place: number) => left + inset(place) * (width - left - RIGHT);
  const yOf = (place: number) => HEIGHT - BOTTOM - inset(place) * (HEIGHT - BOTTOM - TOP);
  const placed = points.flatMap((point) => {
    const [across, up] = [x.place(point.x), y.place(point.y)];
    return across === null || up === null ? [] : [{ ...point, cx: xOf(across), cy: yOf(up) }];
  });
  const onPointerMove = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    let nearest: string | null = null;
    let distance = NEAR;
    for (const { id, cx, cy } of placed) {
      const away = Math.hypot(cx - (event.clientX - box.left), cy - (event.clientY - box.top));
      if (away < distance) [nearest, distance] = [id, away];
    }
    if (nearest !== hovered) onHover(nearest);
  };
  return (
    <CompareSvg
      label={label}
      width={width}
      height={HEIGHT}
      listeners={{
        onPointerMove,
        onPointerDown: onPointerMove,
        onPointerLeave: () => onHover(null),
      }}
    >
      <g class="compare-axis">
        <line x1={left} x2={width - RIGHT} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
        {ticksOf(x, xOf(1) - xOf(0), (label) => labelWidth(label) + 8).map(({ at, label }) => (
          <g key={at}>
            <line class="compare-grid" x1={xOf(at)} x2={xOf(at)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <text x={xOf(at)} y={HEIGHT - BOTTOM + 16} text-anchor="middle">{label}</text>
          </g>
        ))}
        <text x={(left + width - RIGHT) / 2} y={HEIGHT - 8} text-anchor="middle" class="axis-name">
          <title>{x.name}</title>
          {shortAxisName(x.name, width - left - RIGHT)}
        </text>
        <line x1={left} x2={left} y1={TOP} y2={HEIGHT - BOTTOM} />
        {yTicks.map(({ at, label }) => (
          <g key={at}>
            <line class="compare-grid" x1={left} x2={width - RIGHT} y1={yOf(at)} y2={yOf(at)} />
            <text x={left - 8} y={yOf(at)} dy="0.35em" text-anchor="end">{label}</text>
          </g>
        ))}
      </g>
      {placed.map(({ id, cx, cy, color }) => (
        <circle
          key={id}
          cx={cx}
          cy={cy}
          r={id === hovered ? 8 : 5}
          fill={color}
          class={hovered === null || hovered === id ? "compare-point" : "compare-point is-other"}
        />
      ))}
    </CompareSvg>
  );
}

/** Keeps the outermost points away from the edges. */
function inset(place: number): number {
  return 0.03 + 0.94 * place;
}
