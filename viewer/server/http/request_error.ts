import type { ErrorKind, ErrorReply } from "../../protocol/api.ts";

/** The default status of each kind. */
const STATUS: Readonly<Record<ErrorKind, number>> = {
  not_found: 404,
  bad_request: 400,
  forbidden: 403,
  sign_in: 401,
  // Not 408, after which browsers repeat the request.
  timeout: 504,
  cancelled: 499,
  busy: 503,
  failed: 500,
};

/** Becomes an {@linkcode ErrorReply}, the response to the request. The page shows its message. */
export class RequestError extends Error {
  /** Always `"RequestError"`. */
  override readonly name = "RequestError";
  /** What went wrong, for programs. */
  readonly kind: ErrorKind;
  /** The HTTP status. */
  readonly status: number;

  /**
   * An error for the client.
   *
   * @param kind What went wrong, for programs.
   * @param message In plain words.
   * @param options The HTTP status, by default that of the kind, and the cause.
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

  /** The body of the response. */
  toReply(): ErrorReply {
    return { error: this.message, kind: this.kind };
  }
}
