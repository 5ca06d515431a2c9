import type { Series, SeriesRequest } from "../../../protocol/api.ts";
import { MAX_SERIES } from "../../../protocol/max_series.ts";
import { Refresher } from "../../state/refresher.ts";
import type { RunSeries } from "./run_series.ts";
import { trimSeriesCache } from "./series_cache.ts";
import { requestSeries } from "./series_queue.ts";

/** While the range changes more often than this, as during a drag, it is not requested. */
const SETTLE_MS = 120;

type Range = readonly [from: number, to: number];

/** Requests the lines of one chart: one request at a time, and only for the last range. */
export class ChartLoader {
  /** Whether the pointer is on the chart: its requests then come before those of other charts. */
  isPointedAt = false;
  /** Why the last request failed; `null` if it succeeded. */
  problem: string | null = null;

  readonly #lines: readonly RunSeries[];
  readonly #tickOf: (boardId: string) => number;
  readonly #onChange: () => void;
  readonly #rank: () => number;
  readonly #refresher: Refresher;
  #range: Range | null = null;
  #rangeChangedAt = 0;
  #rangeTimer: ReturnType<typeof setTimeout> | undefined;
  #rangeAbort = new AbortController();

  /**
   * @param tickOf The tick of a board, which rises when the board may have new rows.
   * @param onChange Called when new points have arrived, or a problem.
   * @param rank Of all charts that wait, the one with the lowest rank comes first.
   */
  constructor(
    lines: readonly RunSeries[],
    tickOf: (boardId: string) => number,
    onChange: () => void,
    rank: () => number,
  ) {
    this.#lines = lines;
    this.#tickOf = tickOf;
    this.#onChange = onChange;
    this.#rank = rank;
    this.#refresher = new Refresher(
      (signal) => this.#load(signal),
      (problem) => this.#report(problem),
    );
  }

  /** Requests lines that have not arrived yet, and what is new of the others. Never rejects. */
  update(): Promise<void> {
    return this.#refresher.update();
  }

  /** Requests a range of the x axis in more detail; `null` is the whole axis. */
  zoom(range: Range | null): void {
    const moved = range?.join() !== this.#range?.join();
    this.#range = range;
    if (moved) this.#rangeAbort.abort();
    clearTimeout(this.#rangeTimer);
    if (range === null) return;
    const now = performance.now();
    const dragging = moved && now - this.#rangeChangedAt < SETTLE_MS;
    if (moved) this.#rangeChangedAt = now;
    if (dragging) this.#rangeTimer = setTimeout(() => this.#loadDetail(range), SETTLE_MS);
    else this.#loadDetail(range);
  }

  /** Cancels all requests. */
  close(): void {
    this.#refresher.close();
    this.#rangeAbort.abort();
    clearTimeout(this.#rangeTimer);
  }

  async #load(signal: AbortSignal): Promise<void> {
    const due = this.#lines.flatMap((line) => {
      const tick = this.#tickOf(line.boardId);
      const isMissing = line.all === null && line.canRetry;
      return isMissing || line.tick !== tick ? [{ line, tick, before: line.all }] : [];
    });
    if (due.length > 0) {
      const replies = await this.#request(due.map(({ line }) => line.request()), signal);
      due.forEach(({ line, tick, before }, i) => {
        const reply = replies[i];
        // Another chart with the same line may have received newer points meanwhile.
        if (reply === undefined || line.all !== before) return;
        line.receive(reply, before !== null);
        if (line.problem === null || !line.canRetry) line.tick = tick;
      });
      if (due.some(({ line }) => line.problem !== null && line.canRetry)) {
        this.#refresher.updateLater();
      }
      trimSeriesCache();
      this.#onChange();
    }
    this.zoom(this.#range);
  }

  async #loadDetail(range: Range): Promise<void> {
    const due = this.#lines.flatMap((line) => {
      const request = line.requestDetail(...range);
      return request ? [{ line, request }] : [];
    });
    if (due.length === 0) return;
    this.#rangeAbort = new AbortController();
    await this.#refresher.attempt(async (signal) => {
      const replies = await this.#request(due.map(({ request }) => request), signal);
      replies.forEach((reply, i) => due[i]?.line.receiveDetail(...range, reply));
      if (replies.some(({ error }) => error !== undefined)) this.#refresher.updateLater();
      this.#onChange();
    }, this.#rangeAbort.signal);
  }

  async #request(requests: SeriesRequest[], signal: AbortSignal): Promise<Series[]> {
    const rank = () => this.isPointedAt ? -Number.MAX_VALUE : this.#rank();
    const parts = [];
    for (let i = 0; i < requests.length; i += MAX_SERIES) {
      parts.push(requestSeries(requests.slice(i, i + MAX_SERIES), signal, rank));
    }
    return (await Promise.all(parts)).flat();
  }

  #report(problem: string | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.#onChange();
  }
}
