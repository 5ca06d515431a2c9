/** No board matches a name, or several do: the message names the boards that there are. */
export class BoardNotFoundError extends Error {
  /** Always `"BoardNotFoundError"`. */
  override readonly name = "BoardNotFoundError";
  /** The ids that begin with the name that was given; where none does, the newest ids. */
  readonly candidates: readonly string[];

  /**
   * Makes an error that names boards.
   *
   * @param candidates The ids that the caller may have meant.
   */
  constructor(message: string, candidates: readonly string[] = []) {
    super(message);
    this.candidates = candidates;
  }
}

/** A board, or one of its files, cannot be read: the message says which one, and what to do. */
export class BoardReadError extends Error {
  /** Always `"BoardReadError"`. */
  override readonly name = "BoardReadError";
}

/**
 * Why a query has no answer: it is not SQL, or names something that does not
 * exist (`syntax`); it would do more than read (`forbidden`); it took too long
 * (`timeout`); it was cancelled (`cancelled`); or it failed while it ran
 * (`failed`).
 */
export type QueryErrorKind = "syntax" | "forbidden" | "timeout" | "cancelled" | "failed";

/** A query that has no answer; the message is DuckDB's where it has one. */
export class QueryError extends Error {
  /** Always `"QueryError"`. */
  override readonly name = "QueryError";
  /** Why there is no answer. */
  readonly kind: QueryErrorKind;

  /**
   * Makes an error of a kind.
   *
   * @param kind Why there is no answer.
   */
  constructor(kind: QueryErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
