/** A request that the writer could not fulfil; the writer's own error is its `cause`. */
export class WriterRequestError extends Error {
  override readonly name = "WriterRequestError";
  /** Where the rows are: on disk, in the journal, in memory. Only where the writer knows. */
  readonly location?: string;

  /** Wraps the writer's own error. */
  constructor({ error, location }: { error: Error; location?: string }) {
    super(error.message, { cause: error });
    this.location = location;
  }
}

/** What went wrong: the writer's own error, where it has replied with one. */
export function causeOf(error: unknown): Error {
  return error instanceof WriterRequestError ? error.cause as Error : error as Error;
}
