/**
 * Traces the lines of a chart: from values to paths, dots and marks.
 *
 * The loops run over all visible points at every redraw. All their indices are
 * within the arrays, hence the `!`.
 *
 * @module
 */
import { firstAtOrAbove } from "../series/points.ts";

/** What paths are drawn on: a canvas, or the text of an SVG path. */
export interface PathSink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** How values map to positions. */
export interface Projection {
  /** The visible range of the x axis. */
  xMin: number;
  xMax: number;
  /** The position of a value of x, in pixels. */
  toX: (x: number) => number;
  /** The position of a value of y, in pixels; NaN if it has none, like 0 on a logarithmic axis. */
  toY: (y: number) => number;
}

/**
 * Traces a line through all visible points, and to the first point outside on
 * each side. The line is interrupted at values that are not finite.
 */
export function traceLine(
  sink: PathSink,
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, toX, toY }: Projection,
): void {
  const first = Math.max(0, firstAtOrAbove(x, xMin) - 1);
  let drawing = false;
  for (let i = first; i < x.length; i++) {
    const at = x[i]!;
    const top = Number.isFinite(y[i]!) ? toY(y[i]!) : NaN;
    if (Number.isNaN(top)) drawing = false;
    else if (drawing) sink.lineTo(toX(at), top);
    else {
      drawing = true;
      sink.moveTo(toX(at), top);
    }
    if (at > xMax) break;
  }
}

/**
 * Traces the band between two edges, in one closed piece for each stretch in which both have a
 * place. On a logarithmic axis an edge at or below 0 is where the axis ends.
 */
export function traceBand(
  sink: PathSink,
  x: Float64Array,
  { low, high }: { low: Float64Array; high: Float64Array },
  { xMin, xMax, toX, toY }: Projection,
  bottom: number,
): void {
  let stretch: [left: number, top: number, bottom: number][] = [];
  const close = () => {
    const [first, ...others] = stretch;
    if (first !== undefined && others.length > 0) {
      sink.moveTo(first[0], first[1]);
      for (const [left, top] of others) sink.lineTo(left, top);
      for (const [left, , low] of stretch.toReversed()) sink.lineTo(left, low);
      sink.lineTo(first[0], first[1]);
    }
    stretch = [];
  };
  for (let i = Math.max(0, firstAtOrAbove(x, xMin) - 1); i < x.length; i++) {
    const top = Number.isFinite(high[i]!) ? toY(high[i]!) : NaN;
    if (Number.isNaN(top) || !Number.isFinite(low[i]!)) close();
    else {
      const below = toY(low[i]!);
      stretch.push([toX(x[i]!), top, Number.isNaN(below) ? bottom : below]);
    }
    if (x[i]! > xMax) break;
  }
  close();
}

/** A stretch of a line that is no longer than this, in pixels, is not seen as a line. */
const SHORTEST = 1.5;

/**
 * The positions of points to draw as dots: all points if there are few, otherwise one for each
 * stretch that a line would not show, be it of one point or of several at one place.
 *
 * @param strands The indices of the points of each strand; `null` if they are one line.
 */
export function findDots(
  x: Float64Array,
  y: Float64Array,
  projection: Projection,
  width: number,
  strands: readonly Uint32Array[] | null = null,
): [left: number, top: number][] {
  const { xMin, xMax } = projection;
  const all = firstAtOrAbove(x, xMax) - firstAtOrAbove(x, xMin) <= width / 14;
  if (strands === null) return dotsOfStrand(x, y, projection, all);
  return strands.flatMap((strand) =>
    dotsOfStrand(
      Float64Array.from(strand, (i) => x[i]!),
      Float64Array.from(strand, (i) => y[i]!),
      projection,
      all,
    )
  );
}

function dotsOfStrand(
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, toX, toY }: Projection,
  all: boolean,
): [left: number, top: number][] {
  const dots: [number, number][] = [];
  /** The first visible point of a stretch, as long as the stretch is too short. */
  let dot: [left: number, top: number] | undefined;
  let start: [left: number, top: number] | undefined;
  const close = () => {
    if (dot !== undefined) dots.push(dot);
    dot = start = undefined;
  };
  // As traceLine(): with the first points outside.
  for (let i = Math.max(0, firstAtOrAbove(x, xMin) - 1); i < x.length; i++) {
    const at = x[i]!;
    const isVisible = at >= xMin && at <= xMax;
    const place: [left: number, top: number] = [toX(at), Number.isFinite(y[i]!) ? toY(y[i]!) : NaN];
    if (Number.isNaN(place[1])) close();
    else if (all) {
      if (isVisible) dots.push(place);
    } else if (start === undefined) {
      start = place;
      if (isVisible) dot = place;
    } else if (isFar(start, place)) dot = undefined;
    if (at > xMax) break;
  }
  close();
  return dots;
}

function isFar([left, top]: [number, number], [right, bottom]: [number, number]): boolean {
  return Math.abs(right - left) > SHORTEST || Math.abs(bottom - top) > SHORTEST;
}

/** The mark of a value that is not finite: `✕` NaN, `▲` Infinity, `▼` -Infinity. */
export type NonFiniteMark = "✕" | "▲" | "▼";

/** The marks of visible values that are not finite, at most one of a kind per four pixels. */
export function findMarks(
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, toX }: Projection,
): { mark: NonFiniteMark; left: number }[] {
  const marks: { mark: NonFiniteMark; left: number }[] = [];
  const last: Record<NonFiniteMark, number> = { "✕": -Infinity, "▲": -Infinity, "▼": -Infinity };
  for (let i = firstAtOrAbove(x, xMin); i < x.length && x[i]! <= xMax; i++) {
    const value = y[i]!;
    if (Number.isFinite(value)) continue;
    const mark = Number.isNaN(value) ? "✕" : value > 0 ? "▲" : "▼";
    const left = toX(x[i]!);
    if (left - last[mark] < 4) continue;
    last[mark] = left;
    marks.push({ mark, left });
  }
  return marks;
}

/** Traces a mark around a position. */
export function traceMark(
  sink: PathSink,
  mark: NonFiniteMark,
  left: number,
  top: number,
  size: number,
): void {
  if (mark === "✕") {
    sink.moveTo(left - size, top - size);
    sink.lineTo(left + size, top + size);
    sink.moveTo(left - size, top + size);
    sink.lineTo(left + size, top - size);
    return;
  }
  const tip = mark === "▲" ? -size : size;
  sink.moveTo(left, top + tip);
  sink.lineTo(left + size, top - tip);
  sink.lineTo(left - size, top - tip);
  sink.lineTo(left, top + tip);
}
