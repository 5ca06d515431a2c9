import type { ErrorKind } from "../../protocol/api.ts";

/** Why the server did not give what it was asked for. Its message is plain words, shown as text. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** What went wrong; `offline` where the server did not answer at all. */
  readonly kind: ErrorKind | "offline";

  constructor(kind: ErrorKind | "offline", message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
