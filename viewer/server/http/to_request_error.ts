import { BoardNotFoundError, BoardReadError, QueryError } from "../../../reader/shared/errors.ts";
import type { ErrorKind } from "../../protocol/api.ts";
import { RequestError } from "./request_error.ts";

const KINDS: Readonly<Record<QueryError["kind"], ErrorKind>> = {
  syntax: "bad_request",
  forbidden: "forbidden",
  timeout: "timeout",
  cancelled: "cancelled",
  failed: "failed",
};

/** The error that the client receives for anything that was thrown. */
export function toRequestError(thrown: unknown): RequestError {
  if (thrown instanceof RequestError) return thrown;
  const cause = thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof QueryError) {
    const kind = KINDS[thrown.kind];
    return new RequestError(kind, message, { status: kind === "failed" ? 400 : undefined, cause });
  }
  if (thrown instanceof BoardNotFoundError) {
    return new RequestError("not_found", message, { cause });
  }
  // The reader begins a message so if what was asked for does not exist or is invalid.
  const isMisuse = thrown instanceof RangeError || thrown instanceof TypeError;
  if (isMisuse && message.startsWith("Cannot ")) {
    return new RequestError("bad_request", message, { cause });
  }
  // A damaged board is no fault of the server.
  const status = thrown instanceof BoardReadError ? 422 : 500;
  return new RequestError("failed", message, { status, cause });
}
