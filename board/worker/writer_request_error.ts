/** A request that the writer could not fulfil; the writer's own error is its `cause`. */
export class WriterRequestError extends Error {
  override readonly name = "RequestError";
  /** Where the rows are: on disk, in the journal, in memory. Only where the writer knows. */
  readonly location?: string;

  /** Wraps the writer's own error. */
  constructor({ error, location }: { error: Error; location?: string }) {
    super(error.message, { cause: error });
    this.location = location;
  }
}
