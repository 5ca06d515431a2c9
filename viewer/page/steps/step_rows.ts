import { indexOfStep } from "../ui/step_slider.tsx";

/** The rows of this many steps are kept. */
const MAX_STEPS = 128;

/** How many rows one call for new ones asks for. */
const NEW_ROWS = 100;

/** Where the rows that one board has under one name come from. */
export interface RowSource<Row extends { step: number }> {
  /** All steps that have rows, ascending. */
  steps(signal: AbortSignal): Promise<number[]>;
  /** The rows of one step, or the first ones above a step, ascending. */
  rows(
    query: { step: number } | { after: number; limit: number },
    signal: AbortSignal,
  ): Promise<Row[]>;
}

/** What one board has under one name, step by step: fetched when it is looked at, once. */
export class StepRows<Row extends { step: number }> {
  /** The steps that have rows, ascending. */
  steps: number[] = [];
  /** Whether the steps are known. */
  loaded = false;
  /** What went wrong with the last call. */
  error?: string;
  readonly #source: RowSource<Row>;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  readonly #cache = new Map<number, Row[]>();
  #updating?: Promise<void>;
  #updateAgain = false;
  #fetching = false;
  #wanted?: number;
  #asked?: number;

  /** Fetches nothing before {@linkcode StepRows.update}. */
  constructor(source: RowSource<Row>, onChange: () => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  /** Learns of the steps that have come since the last time. Never rejects. */
  update(): Promise<void> {
    if (this.#updating !== undefined) {
      // What came since that call was sent may not be in its answer.
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

  /** The rows of the last step up to this one; `undefined` while they are on their way. */
  at(step: number): Row[] | undefined {
    if (this.steps.length === 0) return [];
    const found = this.steps[indexOfStep(this.steps, step)];
    if (found > step) return [];
    const rows = this.#cache.get(found);
    if (rows !== undefined) {
      this.#remember(found, rows);
      return rows;
    }
    // What has failed is tried again after the next update that works.
    const isAsked = this.#asked === found && (this.#fetching || this.error !== undefined);
    this.#wanted = isAsked ? undefined : found;
    if (isAsked) return undefined;
    if (!this.#fetching) this.#fetch();
    return undefined;
  }

  /** Ends all calls. */
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
      const full = rows.length >= NEW_ROWS;
      const last = rows.at(-1)?.step;
      // The limit may have cut the last step's rows in two: they are asked for again.
      const byStep = Map.groupBy(rows, ({ step }) => step);
      for (const [step, ofStep] of byStep) {
        this.steps.push(step);
        if (!full || step !== last) this.#remember(step, ofStep);
      }
      if (!full) return;
    }
  }

  /** One call at a time: while a slider is dragged, only where it stands then is fetched. */
  async #fetch(): Promise<void> {
    this.#fetching = true;
    while (this.#wanted !== undefined) {
      const step = this.#wanted;
      this.#wanted = undefined;
      this.#asked = step;
      await this.#guard(async () => {
        this.#remember(step, await this.#source.rows({ step }, this.#abort.signal));
      });
      if (this.error !== undefined) break;
    }
    this.#fetching = false;
  }

  #remember(step: number, rows: Row[]): void {
    this.#cache.delete(step);
    this.#cache.set(step, rows);
    if (this.#cache.size > MAX_STEPS) this.#cache.delete(this.#cache.keys().next().value!);
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
