import { useState } from "preact/hooks";
import type { Json } from "../../protocol/api.ts";
import type { CompareAxis } from "./compare_axis.ts";

const HEIGHT = 340;
const TOP = 40;
const BOTTOM = 36;
const SIDE = 56;
/** Below this the axes do not get closer: the chart scrolls. In CSS pixels. */
const MIN_GAP = 80;
/** How near to a line the pointer must be. */
const NEAR = 14;

/** A run as a line. */
export interface ParallelLine {
  /** The board's id. */
  id: string;
  /** Its value on each axis. */
  values: (Json | undefined)[];
  /** A CSS colour. */
  color: string;
}

/** What {@linkcode ParallelCoordinates} takes. */
export interface ParallelCoordinatesProps {
  /** What the chart shows, for screen readers. */
  label: string;
  /** The axes, from left to right. */
  axes: readonly CompareAxis[];
  /** The runs. */
  lines: readonly ParallelLine[];
  /** The room there is, in CSS pixels. */
  width: number;
  /** The run that is pointed at. */
  hovered: string | null;
  /** Called when another is. */
  onHover: (id: string | null) => void;
}

/** A range of one axis, from 0 to 1. */
type Brush = [from: number, to: number];

/** One line a run across one axis a value. A range drawn on an axis fades the runs beyond it. */
export function ParallelCoordinates(props: ParallelCoordinatesProps) {
  const { label, axes, lines, hovered, onHover } = props;
  const [brushes, setBrushes] = useState<Record<string, Brush>>({});
  const [drag, setDrag] = useState<{ axis: number; from: number } | null>(null);
  const width = Math.max(props.width, 2 * SIDE + (axes.length - 1) * MIN_GAP);
  const gap = axes.length > 1 ? (width - 2 * SIDE) / (axes.length - 1) : 0;
  const xOf = (axis: number) => SIDE + axis * gap;
  const yOf = (place: number | null) =>
    place === null ? HEIGHT - BOTTOM / 2 : HEIGHT - BOTTOM - place * (HEIGHT - BOTTOM - TOP);
  const placeOf = (y: number) =>
    Math.min(1, Math.max(0, (HEIGHT - BOTTOM - y) / (HEIGHT - BOTTOM - TOP)));

  const places = lines.map(({ values }) => axes.map((axis, i) => axis.place(values[i])));
  const isIn = (line: number) =>
    axes.every(({ name }, i) => {
      const brush = brushes[name];
      const place = places[line][i];
      return brush === undefined || place !== null && place >= brush[0] && place <= brush[1];
    });
  const hasMissing = places.some((line) => line.includes(null));

  const pointAt = (event: PointerEvent) => {
    const { left, top } = (event.currentTarget as SVGElement).getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const onPointerDown = (event: PointerEvent) => {
    const { x, y } = pointAt(event);
    const axis = Math.round((x - SIDE) / (gap || 1));
    if (axes[axis] === undefined || Math.abs(x - xOf(axis)) > 12) return;
    (event.currentTarget as SVGElement).setPointerCapture(event.pointerId);
    setDrag({ axis, from: placeOf(y) });
    setBrushes(({ [axes[axis].name]: _, ...others }) => others);
  };
  const onPointerMove = (event: PointerEvent) => {
    const { x, y } = pointAt(event);
    if (drag !== null) {
      const range = [drag.from, placeOf(y)].sort((a, b) => a - b) as Brush;
      if (range[1] - range[0] > 0.01) {
        setBrushes((old) => ({ ...old, [axes[drag.axis].name]: range }));
      }
      return;
    }
    const position = Math.min(axes.length - 1, Math.max(0, (x - SIDE) / (gap || 1)));
    const before = Math.min(Math.floor(position), Math.max(0, axes.length - 2));
    let nearest: string | null = null;
    let distance = NEAR;
    lines.forEach(({ id }, i) => {
      if (!isIn(i)) return;
      const [a, b] = [yOf(places[i][before]), yOf(places[i][before + 1] ?? places[i][before])];
      const away = Math.abs(a + (b - a) * (position - before) - y);
      if (away < distance) [nearest, distance] = [id, away];
    });
    if (nearest !== hovered) onHover(nearest);
  };

  const path = (line: number) =>
    places[line].map((place, i) => `${i === 0 ? "M" : "L"}${xOf(i)} ${yOf(place)}`).join("");
  const order = lines.map((_, i) => i);
  const top = lines.findIndex(({ id }) => id === hovered);
  if (top >= 0) order.push(...order.splice(top, 1));
  return (
    <div class="chart-scroll" tabIndex={0} role="region" aria-label={label}>
      <svg
        class="compare-chart"
        role="img"
        aria-label={`${label}. The table below has the same values.`}
        width={width}
        height={HEIGHT}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => setDrag(null)}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => onHover(null)}
      >
        {order.map((i) => (
          <path
            key={lines[i].id}
            d={path(i)}
            stroke={lines[i].color}
            class={!isIn(i)
              ? "compare-line is-out"
              : hovered === null
              ? "compare-line"
              : hovered === lines[i].id
              ? "compare-line is-hovered"
              : "compare-line is-other"}
          />
        ))}
        {axes.map((axis, i) => (
          <g key={axis.name} transform={`translate(${xOf(i)} 0)`} class="compare-axis">
            <text y={18} text-anchor="middle" class="axis-name">
              <title>{axis.name}</title>
              {shorten(axis.name, gap === 0 ? 20 : Math.max(8, Math.floor(gap / 8)))}
            </text>
            <line y1={TOP} y2={HEIGHT - BOTTOM} />
            {brushes[axis.name] && (
              <rect
                class="compare-brush"
                x={-6}
                width={12}
                y={yOf(brushes[axis.name][1])}
                height={yOf(brushes[axis.name][0]) - yOf(brushes[axis.name][1])}
              />
            )}
            {axis.ticks.map(({ at, label }) => (
              <text
                key={label}
                x={i === axes.length - 1 ? 8 : -8}
                y={yOf(at)}
                dy="0.35em"
                text-anchor={i === axes.length - 1 ? "start" : "end"}
              >
                {shorten(label, 9)}
              </text>
            ))}
            {hasMissing && <text y={yOf(null)} dy="0.35em" text-anchor="middle">none</text>}
          </g>
        ))}
      </svg>
    </div>
  );
}

function shorten(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `…${letters.slice(1 - length).join("")}`;
}
