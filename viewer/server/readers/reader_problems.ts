import { RequestError } from "../http/request_error.ts";
import type { EndReason, ReaderEndedError } from "./reader_process.ts";

/** What is answered where the process that read a board has ended. @param how How it has. */
export function toProblem(reason: EndReason, how: string): RequestError {
  if (reason === "crash") {
    return new RequestError(
      "failed",
      `The process that read this board has crashed (${how}): its files may be damaged or ` +
        `forged, or need more memory than there is`,
      { status: 422 },
    );
  }
  return readingEnded(reason, "this board", how);
}

/** What is answered where the process that read so many boards together has ended. */
export function toGroupsProblem(
  { reason, message }: ReaderEndedError,
  count: number,
): RequestError {
  if (reason === "closed") return cancelled();
  const how = `${message}; filter the list of runs to have fewer`;
  return readingEnded(reason, `these ${count} runs together`, how);
}

/** What is answered where nobody waits for it any more. */
export function cancelled(): RequestError {
  return new RequestError("cancelled", "The request was cancelled");
}

function readingEnded(reason: EndReason, what: string, how: string): RequestError {
  const text = `Reading ${what} was ended: ${how}`;
  return reason === "time"
    ? new RequestError("timeout", text)
    : new RequestError("failed", text, { status: 422 });
}
