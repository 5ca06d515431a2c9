import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../errors.ts";
import type { CallOptions } from "./call_options.ts";

/** A query that is interrupted in the moment between two steps would go on: it is told again. */
const REPEAT_MS = 20;

/** Calls a query off when its time is up, or its signal says so. */
export class QueryCancellation implements Disposable {
  #reason?: QueryError;
  #connection?: DuckDBConnection;
  readonly #signal?: AbortSignal;
  readonly #onAbort = () =>
    this.#cancellation(new QueryError("cancelled", "The query was cancelled"));
  #timer?: ReturnType<typeof setTimeout>;
  #repeat?: ReturnType<typeof setInterval>;

  /** The time begins now. */
  constructor({ timeoutMs, signal }: CallOptions = {}) {
    this.#signal = signal;
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort);
    if (timeoutMs !== undefined) {
      const error = new QueryError("timeout", `The query took longer than ${timeoutMs} ms`);
      this.#timer = setTimeout(() => this.#cancellation(error), timeoutMs);
    }
  }

  /** Why it was called off, if it was. */
  get reason(): QueryError | undefined {
    return this.#reason;
  }

  /** Throws where it was called off. */
  check(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  /** Whose queries to interrupt. */
  watch(connection: DuckDBConnection | undefined): void {
    this.#connection = connection;
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearInterval(this.#repeat);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }

  #cancellation(reason: QueryError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#connection?.interrupt();
    this.#repeat = setInterval(() => this.#connection?.interrupt(), REPEAT_MS);
  }
}
