import { useRef, useState } from "preact/hooks";
import type { Json } from "../../protocol/api.ts";
import { ScrollFrame } from "../ui/scroll_frame.tsx";
import type { CompareAxis } from "./compare_axis.ts";
import { labelWidth } from "../values/label_width.ts";
import { type CompareChartProps, CompareSvg } from "./compare_svg.tsx";
import { NAME_CHARACTER, shortAxisName, withShortLabels } from "./short_labels.ts";
import { ticksOf } from "./ticks_of.ts";

const HEIGHT = 340;
const TOP = 40;
const BOTTOM = 36;
/** What is beside the outermost axes, in CSS pixels: their labels have room, up to a point. */
const SIDE = { least: 56, greatest: 150 };
/** A text at a tick has at most so many letters. */
const LABEL_LENGTH = 9;
/** The least distance between two axes, in CSS pixels: below it the chart scrolls. */
const MIN_GAP = 80;
/** What is between a tick's label and the axes on both sides of it, in CSS pixels. */
const LABEL_MARGIN = 20;
/** How far the names of two axes are apart, in CSS pixels. */
const NAME_DISTANCE = 8;
/** How much of an axis a label takes, in CSS pixels. */
const LABEL_HEIGHT = 15;
/** A line this close to the pointer is hovered, in CSS pixels. */
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

/** Props of {@linkcode ParallelCoordinates}. */
export interface ParallelCoordinatesProps extends CompareChartProps {
  /** The axes, from left to right. */
  axes: readonly CompareAxis[];
  lines: readonly ParallelLine[];
}

/** A range of an axis, from 0 to 1. */
type Brush = [from: number, to: number];

/**
 * Runs as lines across vertical axes, with one axis per value. A range that is
 * dragged along an axis fades the runs outside of it.
 */
export function ParallelCoordinates(props: ParallelCoordinatesProps) {
  const { label, hovered, onHover } = props;
  const axes = props.axes.map((axis) => withShortLabels(axis, LABEL_LENGTH));
  const box = useRef<HTMLDivElement>(null);
  const [brushes, setBrushes] = useState<ReadonlyMap<string, Brush>>(new Map());
  const [drag, setDrag] = useState<{ axis: string; from: number } | null>(null);
  const [left, right] = [sideOf(axes[0]), sideOf(axes.at(-1))];
  // The labels of an axis are at its left, those of the last one at its right.
  const minGap = Math.max(MIN_GAP, ...axes.slice(1, -1).map(labelsOf));
  const width = Math.max(props.width, left + right + (axes.length - 1) * minGap);
  const gap = axes.length > 1 ? (width - left - right) / (axes.length - 1) : 0;
  const xOf = (axis: number) => left + axis * gap;
  const yOf = (position: number | null) =>
    position === null ? HEIGHT - BOTTOM / 2 : HEIGHT - BOTTOM - position * (HEIGHT - BOTTOM - TOP);
  const positionAt = (y: number) =>
    Math.min(1, Math.max(0, (HEIGHT - BOTTOM - y) / (HEIGHT - BOTTOM - TOP)));

  /** The room for the name of an axis, in CSS pixels: up to those beside it, and to the edge. */
  const roomOf = (axis: number) => {
    const besides = [axes[axis - 1], axes[axis + 1]].flatMap((beside) =>
      beside === undefined ? [] : [gap - Math.min(gap / 2, halfName(beside.name))]
    );
    if (axis === 0) besides.push(left);
    if (axis === axes.length - 1) besides.push(right);
    return 2 * Math.min(...besides) - NAME_DISTANCE;
  };

  const lines = props.lines.map(({ id, color, values }) => {
    const points = axes.map((axis, i) => ({ axis, position: axis.place(values[i]) }));
    const isIn = points.every(({ axis, position }) => {
      const brush = brushes.get(axis.name);
      return brush === undefined ||
        position !== null && position >= brush[0] && position <= brush[1];
    });
    return { id, color, isIn, positions: points.map(({ position }) => position) };
  });
  const hasMissing = lines.some(({ positions }) => positions.includes(null));

  const pointAt = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const onPointerDown = (event: PointerEvent) => {
    const { x, y } = pointAt(event);
    const index = Math.round((x - left) / (gap || 1));
    const axis = axes[index];
    if (axis === undefined || Math.abs(x - xOf(index)) > 12) return hoverAt(x, y);
    (event.currentTarget as SVGElement).setPointerCapture(event.pointerId);
    setDrag({ axis: axis.name, from: positionAt(y) });
    setBrushes((old) => new Map([...old].filter(([name]) => name !== axis.name)));
  };
  const onPointerMove = (event: PointerEvent) => {
    const { x, y } = pointAt(event);
    if (drag !== null) {
      const range = [drag.from, positionAt(y)].sort((a, b) => a - b) as Brush;
      if (range[1] - range[0] > 0.01) setBrushes((old) => new Map(old).set(drag.axis, range));
      return;
    }
    hoverAt(x, y);
  };
  const hoverAt = (x: number, y: number) => {
    const across = Math.min(axes.length - 1, Math.max(0, (x - left) / (gap || 1)));
    const before = Math.min(Math.floor(across), Math.max(0, axes.length - 2));
    let nearest: string | null = null;
    let distance = NEAR;
    for (const { id, isIn, positions } of lines) {
      if (!isIn) continue;
      const position = positions[before] ?? null;
      const [a, b] = [yOf(position), yOf(positions[before + 1] ?? position)];
      const away = Math.abs(a + (b - a) * (across - before) - y);
      if (away < distance) [nearest, distance] = [id, away];
    }
    if (nearest !== hovered) onHover(nearest);
  };

  // The hovered line is drawn last, above the others.
  const ordered = [
    ...lines.filter(({ id }) => id !== hovered),
    ...lines.filter(({ id }) => id === hovered),
  ];
  const classOf = ({ id, isIn }: typeof lines[number]) => {
    if (!isIn) return "compare-line is-out";
    if (hovered === null) return "compare-line";
    return hovered === id ? "compare-line is-hovered" : "compare-line is-other";
  };
  return (
    <ScrollFrame box={box}>
      <div class="chart-scroll" ref={box} tabIndex={0} role="region" aria-label={label}>
        <CompareSvg
          label={label}
          width={width}
          height={HEIGHT}
          listeners={{
            onPointerDown,
            onPointerMove,
            onPointerUp: () => setDrag(null),
            onPointerCancel: () => setDrag(null),
            onPointerLeave: () => onHover(null),
          }}
        >
          {ordered.map((line) => (
            <path
              key={line.id}
              d={line.positions
                .map((position, i) => `${i === 0 ? "M" : "L"}${xOf(i)} ${yOf(position)}`)
                .join("")}
              stroke={line.color}
              class={classOf(line)}
            />
          ))}
          {axes.map((axis, i) => {
            const brush = brushes.get(axis.name);
            return (
              <g key={axis.name} transform={`translate(${xOf(i)} 0)`} class="compare-axis">
                <text y={18} text-anchor="middle" class="axis-name">
                  <title>{axis.name}</title>
                  {shortAxisName(axis.name, roomOf(i))}
                </text>
                <line y1={TOP} y2={HEIGHT - BOTTOM} />
                {brush && (
                  <rect
                    class="compare-brush"
                    x={-6}
                    width={12}
                    y={yOf(brush[1])}
                    height={yOf(brush[0]) - yOf(brush[1])}
                  />
                )}
                {ticksOf(axis, HEIGHT - BOTTOM - TOP, () => LABEL_HEIGHT).map(({ at, label }) => (
                  <g key={at} class="compare-tick" transform={`translate(0 ${yOf(at)})`}>
                    <line x1={-4} x2={4} />
                    {label !== "" && (
                      <text
                        x={i === axes.length - 1 ? 8 : -8}
                        dy="0.35em"
                        text-anchor={i === axes.length - 1 ? "start" : "end"}
                      >
                        {label}
                      </text>
                    )}
                  </g>
                ))}
                {hasMissing && <text y={yOf(null)} dy="0.35em" text-anchor="middle">none</text>}
              </g>
            );
          })}
        </CompareSvg>
      </div>
    </ScrollFrame>
  );
}

/** The room beside an outermost axis for its ticks' labels, and for half of its name. */
function sideOf(axis: CompareAxis | undefined): number {
  if (axis === undefined) return SIDE.least;
  const needed = Math.max(labelsOf(axis), halfName(axis.name));
  return Math.min(SIDE.greatest, Math.max(SIDE.least, Math.ceil(needed)));
}

/** The room that the ticks' labels of an axis take, in CSS pixels. */
function labelsOf({ values, ticks }: CompareAxis): number {
  return Math.max(...(values ?? ticks).map(({ label }) => labelWidth(label) + LABEL_MARGIN));
}

/** Half of what the name of an axis takes, with what is left empty beside it. */
function halfName(name: string): number {
  return (NAME_CHARACTER * [...name].length + NAME_DISTANCE) / 2;
}
