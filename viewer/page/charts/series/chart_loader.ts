import type { Series, SeriesRequest } from "../../../protocol/api.ts";
import { Refresher } from "../../state/refresher.ts";
import type { RunSeries } from "./run_series.ts";
import { askForSeries, MAX_REQUESTS } from "./series_queue.ts";
import { trimSeriesCache } from "./series_cache.ts";

/** A range that changes again within this time, as while it is dragged, is not asked for. */
const SETTLE_MS = 120;

type Range = readonly [from: number, to: number];

/** Fetches the lines of one chart: one question at a time, and the last range only. */
export class ChartLoader {
  /** Whether somebody points at the chart: it does not wait for others then. */
  isPointedAt = false;
  /** Why the server was asked in vain; `null` where it was not. */
  problem: string | null = null;

  readonly #lines: readonly RunSeries[];
  readonly #tickOf: (boardId: string) => number;
  readonly #changed: () => void;
  readonly #place: () => number;
  readonly #refresher: Refresher;
  #range: Range | null = null;
  #rangeChangedAt = 0;
  #rangeTimer: ReturnType<typeof setTimeout> | undefined;
  #rangeAsked = new AbortController();

  /**
   * @param tickOf A number of a board that rises when it may have something new.
   * @param changed Called when there is more to draw, or a problem.
   * @param place Of several charts that wait, the one with the least is served first.
   */
  constructor(
    lines: readonly RunSeries[],
    tickOf: (boardId: string) => number,
    changed: () => void,
    place: () => number,
  ) {
    this.#lines = lines;
    this.#tickOf = tickOf;
    this.#changed = changed;
    this.#place = place;
    this.#refresher = new Refresher(
      (signal) => this.#load(signal),
      (problem) => this.#report(problem),
    );
  }

  /** Asks for what is not here yet, and for what is new. Never rejects. */
  update(): Promise<void> {
    return this.#refresher.update();
  }

  /** Asks for more detail of a piece of the x axis. */
  zoom(range: Range | null): void {
    const moved = range?.join() !== this.#range?.join();
    this.#range = range;
    if (moved) this.#rangeAsked.abort();
    clearTimeout(this.#rangeTimer);
    if (range === null) return;
    const now = performance.now();
    const dragging = moved && now - this.#rangeChangedAt < SETTLE_MS;
    if (moved) this.#rangeChangedAt = now;
    if (dragging) this.#rangeTimer = setTimeout(() => this.#loadDetail(range), SETTLE_MS);
    else this.#loadDetail(range);
  }

  /** Gives up what is asked. */
  close(): void {
    this.#refresher.close();
    this.#rangeAsked.abort();
    clearTimeout(this.#rangeTimer);
  }

  async #load(signal: AbortSignal): Promise<void> {
    const due = this.#lines.flatMap((line) => {
      const tick = this.#tickOf(line.boardId);
      return line.all === null || line.tick !== tick ? [{ line, tick, was: line.all }] : [];
    });
    if (due.length > 0) {
      const replies = await this.#ask(due.map(({ line }) => line.request()), signal);
      replies.forEach((reply, i) => {
        const { line, tick, was } = due[i];
        // Another view of the same line may have been faster.
        if (line.all !== was) return;
        line.receive(reply, was !== null);
        if (line.problem === null) line.tick = tick;
      });
      if (due.some(({ line }) => line.problem !== null)) this.#refresher.updateLater();
      trimSeriesCache();
      this.#changed();
    }
    this.zoom(this.#range);
  }

  async #loadDetail(range: Range): Promise<void> {
    const due = this.#lines.flatMap((line) => {
      const request = line.requestDetail(...range);
      return request ? [{ line, request }] : [];
    });
    if (due.length === 0) return;
    this.#rangeAsked = new AbortController();
    await this.#refresher.attempt(async (signal) => {
      const replies = await this.#ask(due.map(({ request }) => request), signal);
      replies.forEach((reply, i) => due[i].line.receiveDetail(...range, reply));
      if (replies.some(({ error }) => error !== undefined)) this.#refresher.updateLater();
      this.#changed();
    }, this.#rangeAsked.signal);
  }

  async #ask(requests: SeriesRequest[], signal: AbortSignal): Promise<Series[]> {
    const parts = [];
    for (let i = 0; i < requests.length; i += MAX_REQUESTS) {
      const part = requests.slice(i, i + MAX_REQUESTS);
      const rank = () => this.isPointedAt ? -Number.MAX_VALUE : this.#place();
      parts.push(askForSeries(part, signal, rank));
    }
    return (await Promise.all(parts)).flat();
  }

  #report(problem: string | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.#changed();
  }
}
