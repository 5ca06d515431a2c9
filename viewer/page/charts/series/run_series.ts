import type { BoardInfo, Series, SeriesRequest, SeriesX } from "../../../protocol/api.ts";
import { joinPoints, NO_POINTS, type Points, thinPoints } from "./points.ts";
import type { XKind } from "../settings/chart_settings.ts";

/** A piece of a line in more detail. */
interface Detail {
  from: number;
  to: number;
  points: Points;
  sampled: boolean;
}

/**
 * One metric of one run over one x axis, as far as the server was asked: all
 * of it, thinned; what came since; and the piece that was zoomed to last.
 *
 * x is in the units of the chart: times since the start are milliseconds
 * since the board was created.
 */
export class RunSeries {
  readonly boardId: string;
  readonly metric: string;
  /** All of the line; `null` before the first answer that has it. */
  all: Points | null = null;
  /** Whether the server, or we, left rows out. */
  sampled = false;
  /** How many rows the line has. */
  rowCount = 0;
  /** Why the last answer had nothing; `null` where it had. */
  problem: string | null = null;
  /** The board's tick when it was last asked, and answered. */
  tick = -1;

  #detail: Detail | null = null;
  #lastStep = -1;
  #x: SeriesX;
  #offset: number;
  #most: number;

  /**
   * @param most How many points are kept, about; twice as many while a run is live.
   */
  constructor(board: BoardInfo, metric: string, xKind: XKind, xMetric: string, most: number) {
    this.boardId = board.boardId;
    this.metric = metric;
    this.#most = most;
    this.#x = seriesX(xKind, xMetric);
    this.#offset = xKind === "relative" ? Date.parse(board.createdAt ?? "") || 0 : 0;
  }

  /** Asks for all of the line, or for what is new of it. */
  request(): SeriesRequest {
    const { boardId: board, metric } = this;
    const request: SeriesRequest = { board, metric, x: this.#x, maxPoints: this.#most };
    if (this.all !== null) request.after = this.#lastStep;
    return request;
  }

  /** Takes in the answer to `request()`. */
  receive(series: Series, wasNew: boolean): void {
    this.problem = series.error ?? null;
    if (series.error !== undefined) return;
    const points = this.#shift(series);
    this.#lastStep = Math.max(this.#lastStep, series.lastStep);
    if (this.all === null || !wasNew) {
      this.all = points;
      this.rowCount = series.rowCount;
      this.sampled = series.sampled;
      return;
    }
    if (points.x.length === 0) return;
    this.rowCount += series.rowCount;
    this.sampled ||= series.sampled;
    this.all = joinPoints(this.all, points);
    if (this.all.x.length > 2 * this.#most) {
      this.all = thinPoints(this.all, this.#most);
      this.sampled = true;
    }
    const detail = this.#detail;
    if (!detail) return;
    const within = clip(points, detail.from, detail.to);
    if (within.x.length === 0) return;
    const joined = joinPoints(detail.points, within);
    detail.points = thinPoints(joined, 2 * this.#most);
    detail.sampled ||= series.sampled || detail.points.x.length < joined.x.length;
  }

  /** Asks for a piece of the line, whatever is here of it. */
  requestPiece(from: number, to: number): SeriesRequest {
    const { boardId: board, metric } = this;
    return {
      board,
      metric,
      x: this.#x,
      from: from + this.#offset,
      to: to + this.#offset,
      maxPoints: this.#most,
    };
  }

  /** As `requestPiece()`; `null` where what is here is all there is. */
  requestDetail(from: number, to: number): SeriesRequest | null {
    if (this.all === null || !this.sampled) return null;
    if (this.#detail?.from === from && this.#detail.to === to) return null;
    return this.requestPiece(from, to);
  }

  /** Takes in the answer to `requestDetail()`. */
  receiveDetail(from: number, to: number, series: Series): void {
    if (series.error !== undefined) return;
    this.#detail = { from, to, points: this.#shift(series), sampled: series.sampled };
  }

  /** The points to be drawn: the best there are of the piece in sight. */
  points(range: readonly [from: number, to: number] | null): Points {
    return this.#detailOf(range)?.points ?? this.all ?? NO_POINTS;
  }

  /** Whether rows were left out of these points. */
  isSampled(range: readonly [from: number, to: number] | null): boolean {
    return this.#detailOf(range)?.sampled ?? this.sampled;
  }

  #detailOf(range: readonly [from: number, to: number] | null): Detail | null {
    const detail = this.#detail;
    return range && detail && detail.from <= range[0] && detail.to >= range[1] ? detail : null;
  }

  #shift({ x, y }: Series): Points {
    if (this.#offset === 0) return { x, y };
    return { x: x.map((value) => value - this.#offset), y };
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

function clip({ x, y }: Points, from: number, to: number): Points {
  const kept = Array.from(x.keys()).filter((i) => x[i] >= from && x[i] <= to);
  return { x: Float64Array.from(kept, (i) => x[i]), y: Float64Array.from(kept, (i) => y[i]) };
}
