import type { DuckDBConnection } from "@duckdb/node-api";
import type { CallOptions } from "../shared/call_options.ts";
import { QueryError } from "../shared/errors.ts";

/**
 * DuckDB forgets an interrupt that arrives between two queries of a call, so
 * the interrupt is repeated until the call has ended.
 */
const REPEAT_MS = 20;

/** Cancels a call when its time is up or its signal is aborted. */
export class QueryCancellation implements Disposable {
  #reason?: QueryError;
  #connections: readonly DuckDBConnection[] = [];
  readonly #signal?: AbortSignal;
  readonly #onAbort = () => this.#cancel(new QueryError("cancelled", "The query was cancelled"));
  #timer?: ReturnType<typeof setTimeout>;
  #repeat?: ReturnType<typeof setInterval>;

  /** The call's time begins now. */
  constructor({ timeoutMs, signal }: CallOptions = {}) {
    this.#signal = signal;
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort);
    if (timeoutMs !== undefined) {
      const error = new QueryError("timeout", `The query took longer than ${timeoutMs} ms`);
      this.#timer = setTimeout(() => this.#cancel(error), timeoutMs);
    }
  }

  /** Why the call was cancelled; `undefined` while it was not. */
  get reason(): QueryError | undefined {
    return this.#reason;
  }

  /** @throws {QueryError} Where the call was cancelled. */
  check(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  /**
   * Does some work, of which the queries on these connections are interrupted where the call is
   * cancelled.
   *
   * @throws {QueryError} Where it was cancelled, whatever the work has failed by.
   */
  async guard<T>(
    connections: readonly DuckDBConnection[],
    work: () => Promise<T>,
  ): Promise<T> {
    this.#connections = connections;
    try {
      return await work();
    } catch (error) {
      throw this.#reason ?? error;
    } finally {
      this.#connections = [];
    }
  }

  /** Ends: nothing is interrupted from now on. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearInterval(this.#repeat);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }

  #cancel(reason: QueryError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#interrupt();
    this.#repeat = setInterval(() => this.#interrupt(), REPEAT_MS);
  }

  #interrupt(): void {
    for (const connection of this.#connections) connection.interrupt();
  }
}
