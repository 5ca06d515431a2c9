import { lastAtOrBelow } from "../values/last_at_or_below.ts";

/** The rows of at most this many steps are cached. */
const MAX_STEPS = 128;

/** The limit of a request for new rows. */
const NEW_ROWS = 100;

/** Requests what one board logged under one name. */
export interface RowSource<Row extends { step: number }> {
  /** All steps that have rows, ascending. */
  steps(signal: AbortSignal): Promise<number[]>;
  /** The rows of one step, or the first rows after a step, ascending. */
  rows(
    query: { step: number } | { after: number; limit: number },
    signal: AbortSignal,
  ): Promise<Row[]>;
}

/**
 * What one board logged under one name, step by step. The steps are requested
 * first, then the rows of each step once it is shown.
 */
export class StepRows<Row extends { step: number }> {
  /** The steps that have rows, ascending. */
  steps: number[] = [];
  /** Whether the steps have arrived. */
  loaded = false;
  /** Why the last request failed. */
  error?: string;
  readonly #source: RowSource<Row>;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  readonly #cache = new Map<number, Row[]>();
  #updating?: Promise<void>;
  #updateAgain = false;
  #fetching = false;
  /** The step to request next. */
  #wanted?: number;
  /** The step of the last request. */
  #requested?: number;

  /** Requests nothing before {@linkcode StepRows.update}. */
  constructor(source: RowSource<Row>, onChange: () => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  /** Requests the steps, or those that came since the last call. Never rejects. */
  update(): Promise<void> {
    if (this.#updating !== undefined) {
      // The reply to the running request may lack what came since it was sent.
      this.#updateAgain = true;
      return this.#updating;
    }
    this.#updating = this.#guard(() => this.loaded ? this.#loadNew() : this.#loadSteps())
      .finally(() => {
        this.#updating = undefined;
        if (!this.#updateAgain || this.#abort.signal.aborted) return;
        this.#updateAgain = false;
        this.update();
      });
    return this.#updating;
  }

  /** The rows of the last step up to this one; `undefined` until they arrive. */
  at(step: number): Row[] | undefined {
    const found = this.steps[lastAtOrBelow(this.steps, step)];
    if (found === undefined) return [];
    const rows = this.#cache.get(found);
    if (rows !== undefined) {
      this.#remember(found, rows);
      return rows;
    }
    // A failed request is repeated after the next update that succeeds.
    const isRequested = this.#requested === found && (this.#fetching || this.error !== undefined);
    this.#wanted = isRequested ? undefined : found;
    if (!isRequested && !this.#fetching) this.#fetch();
    return undefined;
  }

  /** Cancels all requests. */
  close(): void {
    this.#abort.abort();
  }

  async #loadSteps(): Promise<void> {
    this.steps = await this.#source.steps(this.#abort.signal);
    this.loaded = true;
  }

  async #loadNew(): Promise<void> {
    for (;;) {
      const after = this.steps.at(-1) ?? -1;
      const rows = await this.#source.rows({ after, limit: NEW_ROWS }, this.#abort.signal);
      const isCut = rows.length >= NEW_ROWS;
      const last = rows.at(-1)?.step;
      // The limit may have cut off rows of the last step: its rows are requested when it is shown.
      const byStep = Map.groupBy(rows, ({ step }) => step);
      for (const [step, ofStep] of byStep) {
        this.steps.push(step);
        if (!isCut || step !== last) this.#remember(step, ofStep);
      }
      if (!isCut) return;
    }
  }

  /** One request at a time: while a slider is dragged, intermediate steps are skipped. */
  async #fetch(): Promise<void> {
    this.#fetching = true;
    while (this.#wanted !== undefined) {
      const step = this.#wanted;
      this.#wanted = undefined;
      this.#requested = step;
      await this.#guard(async () => {
        this.#remember(step, await this.#source.rows({ step }, this.#abort.signal));
      });
      if (this.error !== undefined) break;
    }
    this.#fetching = false;
  }

  /** Caches the rows of a step as the most recently used ones. */
  #remember(step: number, rows: Row[]): void {
    this.#cache.delete(step);
    this.#cache.set(step, rows);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MAX_STEPS && oldest !== undefined) this.#cache.delete(oldest);
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.error = undefined;
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.error = (error as Error).message;
    }
    if (!this.#abort.signal.aborted) this.#onChange();
  }
}
