const reasons = new WeakMap<Error, string>();

/**
 * An error that says what could not be done, and why: `error` says why, and
 * becomes the cause. Its own "what" gives way: `Cannot make a table` is told
 * as `Cannot log "classes"` where a log call makes the table.
 */
export function wrapError(what: string, error: unknown): TypeError | RangeError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const reason = reasons.get(cause) ?? cause.message;
  const explained = like(cause, `${what}: ${reason}`);
  reasons.set(explained, reason);
  return explained;
}

/** Says where in something an error is, and throws it on. */
export function withPath<Result>(where: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    throw like(cause, `${where}: ${cause.message}`);
  }
}

function like(cause: Error, message: string): TypeError | RangeError {
  const Type = cause instanceof RangeError ? RangeError : TypeError;
  return new Type(message, { cause });
}
