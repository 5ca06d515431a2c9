/** The reason alone, without what could not be done, of each error that was wrapped. */
const reasons = new WeakMap<Error, string>();

/**
 * Makes an error that says what could not be done and why. `error` says why,
 * and becomes the cause.
 *
 * An error can be wrapped twice: `new Table()` says `Cannot make a table`, and
 * if a log call makes the table, that says `Cannot log "classes"`. The second
 * text replaces the first.
 */
export function wrapError(what: string, error: unknown): TypeError | RangeError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const reason = reasons.get(cause) ?? cause.message;
  const wrapped = errorLike(cause, `${what}: ${reason}`);
  reasons.set(wrapped, reason);
  return wrapped;
}

/** Does some work. If it throws, adds to the error where in the value it happened. */
export function withPath<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    throw errorLike(cause, `${path}: ${cause.message}`);
  }
}

function errorLike(cause: Error, message: string): TypeError | RangeError {
  const Type = cause instanceof RangeError ? RangeError : TypeError;
  return new Type(message, { cause });
}
