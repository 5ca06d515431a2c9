import { basename } from "@std/path";
import { BoardWriteError } from "../format/errors.ts";
import { causeOf, WriterRequestError } from "./worker/writer_request_error.ts";

/**
 * The error with which `flush()` and `finish()` fail: what went wrong, where
 * the rows are, and how to recover them.
 */
export function toWriteError(
  call: "flush" | "finish",
  error: unknown,
  boardDir: string,
): BoardWriteError {
  const cause = causeOf(error);
  const location = error instanceof WriterRequestError ? error.location : undefined;
  return new BoardWriteError(
    `Cannot ${call} the board ${boardDir}: ${cause.message}. ` +
      `${location ?? "What the writer has acknowledged is in the journal"}. A Board with the ` +
      `boardId "${basename(boardDir)}" recovers what is in the journal, ${boardDir}/data/journal`,
    [cause],
  );
}
