/** No board of a name, or several: the message names those that there are. */
export class BoardNotFoundError extends Error {
  /** Always `"BoardNotFoundError"`. */
  override readonly name = "BoardNotFoundError";
  /** The ids that were near: those that begin alike, or else the newest ones. */
  readonly candidates: readonly string[];

  /**
   * An error that names boards.
   *
   * @param candidates The ids that were near.
   */
  constructor(message: string, candidates: readonly string[] = []) {
    super(message);
    this.candidates = candidates;
  }
}

/** A board, or a file of it, cannot be read: the message says which, and what to do. */
export class BoardReadError extends Error {
  /** Always `"BoardReadError"`. */
  override readonly name = "BoardReadError";
}

/**
 * Why a query has no answer: it is no SQL, or names what there is not
 * (`syntax`); it is none that only reads (`forbidden`); it took too long
 * (`timeout`); it was called off (`cancelled`); or it failed as it ran
 * (`failed`).
 */
export type QueryErrorKind = "syntax" | "forbidden" | "timeout" | "cancelled" | "failed";

/** A query that has no answer; the message is DuckDB's where it has one. */
export class QueryError extends Error {
  /** Always `"QueryError"`. */
  override readonly name = "QueryError";
  /** Why. */
  readonly kind: QueryErrorKind;

  /**
   * An error that says why.
   *
   * @param kind Why.
   */
  constructor(kind: QueryErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
