import type {
  BoardInfo,
  Series,
  SeriesMeans,
  SeriesRequest,
  SeriesX,
} from "../../../protocol/api.ts";
import type { XKind } from "../settings/chart_settings.ts";
import { compactMeans, joinMeans, meansOfPoints } from "./line_means.ts";
import { clipPoints, joinPoints, NO_POINTS, type Points, thinLine } from "./points.ts";

/** A range of the x axis. */
type Range = readonly [from: number, to: number];

/** A range of a line in more detail than the whole line. */
interface Detail {
  from: number;
  to: number;
  points: Points;
  sampled: boolean;
  /** The last step of its rows. */
  lastStep: number;
  /** Whether it may lack rows, or what follows may have rows of it again: it is requested anew. */
  isStale: boolean;
}

/**
 * One metric of one run over one x axis, as far as the server has sent it: the
 * whole line, sampled; what was logged since; and, in more detail, the range
 * that the reader zoomed to last.
 *
 * Values of x are in the units of the chart: times since the start are
 * milliseconds since the board was created.
 */
export class RunSeries {
  readonly boardId: string;
  readonly metric: string;
  /** The whole line; `null` before the first reply that contains it. */
  all: Points | null = null;
  /** Whether the server or the page has left out rows of the whole line. */
  sampled = false;
  /** The means of all rows, for smoothing; `null` while no rows are left out. */
  means: SeriesMeans | null = null;
  /** How many rows the line has. */
  rowCount = 0;
  /** How many rows have an x that is not finite, so that they have no point. */
  skippedCount = 0;
  /** Whether asking again may help where the last reply had no points. */
  canRetry = true;
  /** Why the last reply had no points; `null` if it succeeded. */
  problem: string | null = null;
  /** The board's tick at the last request that succeeded. */
  tick = -1;

  #detail: Detail | null = null;
  #lastStep = -1;
  /** The last step when the range was requested. */
  #lastStepOfRequest = -1;
  #x: SeriesX;
  /** The server's x minus the chart's x. */
  #offset: number;
  #maxPoints: number;

  /**
   * @param maxPoints About how many points are kept; twice as many while a run is live.
   */
  constructor(board: BoardInfo, metric: string, xKind: XKind, xMetric: string, maxPoints: number) {
    this.boardId = board.boardId;
    this.metric = metric;
    this.#maxPoints = maxPoints;
    this.#x = seriesX(xKind, xMetric);
    this.#offset = xKind === "relative" ? Date.parse(board.createdAt ?? "") || 0 : 0;
  }

  /** The request for the whole line, or for what was logged since the last reply. */
  request(): SeriesRequest {
    const { boardId: board, metric } = this;
    const request: SeriesRequest = { board, metric, x: this.#x, maxPoints: this.#maxPoints };
    if (this.all !== null) request.after = this.#lastStep;
    return request;
  }

  /**
   * Stores the reply to `request()`.
   *
   * @param isContinuation Whether the request was for what was logged since the last reply.
   */
  receive(series: Series, isContinuation: boolean): void {
    this.problem = series.error ?? null;
    this.canRetry = series.kind !== "bad_request" && series.kind !== "not_found";
    if (series.error !== undefined) return;
    const points = this.#shift(series);
    const lastStep = this.#lastStep;
    this.#lastStep = Math.max(this.#lastStep, series.lastStep);
    if (this.all === null || !isContinuation) {
      this.all = points;
      this.means = this.#meansOf(series);
      this.rowCount = series.rowCount;
      this.skippedCount = series.skippedCount ?? 0;
      this.sampled = series.sampled;
      return;
    }
    this.skippedCount += series.skippedCount ?? 0;
    if (points.x.length === 0) return;
    this.#addMeans(points, this.#meansOf(series));
    this.rowCount += series.rowCount;
    this.sampled ||= series.sampled;
    this.all = joinPoints(this.all, points);
    if (this.all.x.length > 2 * this.#maxPoints) {
      this.all = thinLine(this.all, this.#maxPoints);
      this.sampled = true;
    }
    const detail = this.#detail;
    if (!detail) return;
    const within = clipPoints(points, detail.from, detail.to);
    // The nearest points beyond the range may be others now, too.
    if (within.x.length === 0 && (detail.points.x.at(-1) ?? -Infinity) > detail.to) return;
    // The server had read the range after the rows that this reply begins with.
    if (detail.lastStep > lastStep) detail.isStale = true;
    if (detail.isStale) return;
    const joined = joinPoints(detail.points, within);
    detail.points = thinLine(joined, 2 * this.#maxPoints);
    detail.sampled ||= series.sampled || detail.points.x.length < joined.x.length;
  }

  /** The request for a range of the line, regardless of what has arrived already. */
  requestRange(from: number, to: number): SeriesRequest {
    const { boardId: board, metric } = this;
    return {
      board,
      metric,
      x: this.#x,
      from: from + this.#offset,
      to: to + this.#offset,
      maxPoints: this.#maxPoints,
    };
  }

  /** Like `requestRange()`; `null` if the server has no more detail, or has sent it already. */
  requestDetail(from: number, to: number): SeriesRequest | null {
    if (this.all === null || !this.sampled) return null;
    const { from: knownFrom, to: knownTo, isStale } = this.#detail ?? {};
    if (knownFrom === from && knownTo === to && isStale === false) return null;
    this.#lastStepOfRequest = this.#lastStep;
    return { ...this.requestRange(from, to), outside: true };
  }

  /** Stores the reply to `requestDetail()`. */
  receiveDetail(from: number, to: number, series: Series): void {
    if (series.error !== undefined) return;
    const { sampled, lastStep } = series;
    // What came after the request is in the reply or not: nobody knows.
    const isStale = this.#lastStep > this.#lastStepOfRequest;
    this.#detail = { from, to, points: this.#shift(series), sampled, lastStep, isStale };
  }

  /** The most detailed points there are for a visible range; `null` is the whole axis. */
  points(range: Range | null): Points {
    return this.#detailOf(range)?.points ?? this.all ?? NO_POINTS;
  }

  /** Whether rows were left out of `points(range)`. */
  isSampled(range: Range | null): boolean {
    return this.#detailOf(range)?.sampled ?? this.sampled;
  }

  #detailOf(range: Range | null): Detail | null {
    const detail = this.#detail;
    return range && detail && detail.from <= range[0] && detail.to >= range[1] ? detail : null;
  }

  /** Adds the means of what was logged since, before its points are joined. */
  #addMeans(points: Points, means: SeriesMeans | null): void {
    const all = this.all ?? NO_POINTS;
    const isWhole = this.means === null && means === null &&
      all.x.length + points.x.length <= 2 * this.#maxPoints;
    if (isWhole) return;
    const joined = joinMeans(this.means ?? meansOfPoints(all), means ?? meansOfPoints(points));
    this.means = compactMeans(joined, 2 * this.#maxPoints);
  }

  #meansOf({ means }: Series): SeriesMeans | null {
    if (means === undefined) return null;
    return { ...means, x: means.x.map((at) => at - this.#offset) };
  }

  #shift({ x, y, steps }: Series): Points {
    const points = steps ? { x, y, steps } : { x, y };
    if (this.#offset === 0) return points;
    return { ...points, x: x.map((value) => value - this.#offset) };
  }
}

function seriesX(kind: XKind, metric: string): SeriesX {
  switch (kind) {
    case "step":
      return "step";
    case "global":
      return "global_step";
    case "relative":
    case "clock":
      return "timestamp";
    case "metric":
      return { metric };
  }
}
