import { basename } from "@std/path";
import { BoardWriteError } from "../format/errors.ts";
import type { BoardFolder } from "./board_folder.ts";
import { causeOf, WriterRequestError } from "./worker/writer_request_error.ts";

/**
 * The error with which `flush()` and `finish()` fail: what went wrong, where
 * the rows are, and how to recover them.
 */
export function toWriteError(
  call: "flush" | "finish",
  error: unknown,
  folder: Pick<BoardFolder, "boardDir" | "isThere" | "findJournal">,
): BoardWriteError {
  const cause = causeOf(error);
  const { boardDir, isThere } = folder;
  const journalDir = folder.findJournal();
  const known = error instanceof WriterRequestError ? error.location : undefined;
  const sentences = [
    `Cannot ${call} the board ${boardDir}: ${cause.message}`,
    known ?? (isThere ? "" : "What was written went with the folder"),
    known === undefined && journalDir !== undefined &&
    "What the writer has acknowledged is in the journal",
    journalDir !== undefined &&
    `A Board with the boardId "${basename(boardDir)}" recovers what is in the journal, ` +
      journalDir,
  ];
  return new BoardWriteError(sentences.filter(Boolean).join(". "), [cause]);
}
