import type { ErrorKind, ErrorReply } from "../../protocol/api.ts";

/** The status of each kind, where nothing else is said. */
const STATUS: Readonly<Record<ErrorKind, number>> = {
  not_found: 404,
  bad_request: 400,
  forbidden: 403,
  // Not 408, at which browsers send the request once more.
  timeout: 504,
  cancelled: 499,
  busy: 503,
  failed: 500,
};

/** A request that is answered with an {@linkcode ErrorReply}. Its message is for the page. */
export class RequestError extends Error {
  /** Always `"RequestError"`. */
  override readonly name = "RequestError";
  /** What went wrong. */
  readonly kind: ErrorKind;
  /** The HTTP status. */
  readonly status: number;

  /**
   * An error of a kind.
   *
   * @param kind What went wrong.
   * @param message In plain words.
   * @param options The HTTP status, by default that of the kind; and the cause.
   */
  constructor(
    kind: ErrorKind,
    message: string,
    options: { status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.status = options.status ?? STATUS[kind];
  }

  /** The body of the answer. */
  toReply(): ErrorReply {
    return { error: this.message, kind: this.kind };
  }
}
