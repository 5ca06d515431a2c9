import type { Metric } from "./metric.ts";

/** A value that is not finite, of a metric that had none before. */
export interface NonFinite {
  metric: string;
  value: number;
}

/** Watches metrics for values that are not finite: of each metric the first one is told. */
export class NonFiniteWatch {
  readonly #names: ReadonlySet<string> | true;
  readonly #told = new Set<string>();
  readonly #found: NonFinite[] = [];

  /** @param names The metrics to watch; `true` for all. */
  constructor(names: ReadonlySet<string> | true) {
    this.#names = names;
  }

  /**
   * Looks at a row.
   *
   * @param metrics Its metrics; there may be more behind them.
   * @param values Their values: of a text its length, which is finite.
   */
  look(metrics: readonly Metric[], values: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const value = values[i]!; // Below the count.
      if (value - value !== 0) this.#note(metrics[i]!, value);
    }
  }

  /** Whether {@linkcode take} has something to tell. */
  get hasFound(): boolean {
    return this.#found.length > 0;
  }

  /** What was found since the last call. */
  take(): NonFinite[] {
    return this.#found.splice(0);
  }

  #note({ name: metric }: Metric, value: number): void {
    const isWatched = this.#names === true || this.#names.has(metric);
    if (!isWatched || this.#told.has(metric)) return;
    this.#told.add(metric);
    this.#found.push({ metric, value });
  }
}
