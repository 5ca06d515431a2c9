import type { ErrorKind } from "../../protocol/api.ts";

/** A request to the server failed. The message can be shown to the reader. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** What went wrong; `offline` if the server did not respond at all. */
  readonly kind: ErrorKind | "offline";

  constructor(kind: ErrorKind | "offline", message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
