import { resolve } from "@std/path";
import { summaryOf } from "../format/run_summary.ts";
import { FolderAnnotations } from "./annotations/folder_annotations.ts";
import type { BoardSummary } from "./board_summary.ts";
import { findBoards } from "./find_boards.ts";
import { folderSize } from "../system/folder_size.ts";
import type { ListOptions } from "./list_options.ts";
import { KnownSummaries } from "./summaries/known_summaries.ts";
import { checkKnownOptions } from "./shared/check_known_options.ts";
import { isRemoteAddress } from "./shared/remote_address.ts";
import { summarize } from "./summarize.ts";

/**
 * Lists the boards in a folder, newest first. Broken boards are listed too, with
 * their problems. Counts and sizes of a board whose run has ended are taken from
 * `.kobo/summaries.json`, where the viewer has stored them and no file has changed since.
 *
 * @param baseDir The folder that boards are in; or the target of a sync, `s3://bucket/prefix`
 * or `https://host`: there, counts are those that the sync has left.
 * @throws {BoardReadError} Where there is no such folder, or the store cannot be read.
 * @throws {RangeError} Where the limit is none.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { listBoards } from "@kohakuboard/client/reader";
 * import { assertEquals } from "@std/assert";
 *
 * const baseDir = Deno.makeTempDirSync();
 * await new Board({ name: "listed", baseDir }).finish();
 *
 * const [board] = await listBoards(baseDir);
 * assertEquals(board?.metadata?.name, "listed");
 * assertEquals(board?.status, "finished");
 * ```
 */
export async function listBoards(
  baseDir: string,
  options: ListOptions = {},
): Promise<BoardSummary[]> {
  checkKnownOptions("list boards", options, ["where", "limit", "counts", "sizes", "s3", "token"]);
  const { where, limit, counts = true, sizes = true } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw new RangeError(
      `Cannot list boards: expected limit to be an integer of 0 or more, received ${limit}`,
    );
  }
  if (isRemoteAddress(baseDir)) {
    const { listSentBoards } = await import("./list_sent_boards.ts");
    return await listSentBoards(baseDir, options);
  }
  const annotations = new FolderAnnotations();
  const listed = findBoards(baseDir, where === undefined ? limit : undefined)
    .map((board) => ({ board, summary: summarize(board, annotations) }))
    .filter(({ summary }) => where === undefined || where(summary))
    .slice(0, limit);
  const known = new KnownSummaries(resolve(baseDir));
  const unknown = counts || sizes
    ? listed.filter(({ summary }) => !addKnown(summary, known, { counts, sizes }))
    : [];
  if (sizes) {
    for (const { summary } of unknown) summary.sizeBytes = folderSize(summary.boardDir);
  }
  if (counts && unknown.length > 0) {
    // Loads DuckDB, which takes longer than to list some boards that are known.
    const { countRows } = await import("./count_rows.ts");
    await countRows(unknown);
  }
  return listed.map(({ summary }) => summary);
}

/** Adds what is known of a board to its summary. @returns Whether that is all that is wanted. */
function addKnown(
  summary: BoardSummary,
  known: KnownSummaries,
  { counts, sizes }: { counts: boolean; sizes: boolean },
): boolean {
  // A live one changes while it is looked at.
  const found = summary.live ? undefined : known.of(summary.boardId);
  if (found === undefined) return false;
  if (sizes) summary.sizeBytes = found.sizeBytes;
  if (!counts) return true;
  const { rules, values } = summaryOf(summary.metadata);
  if (found.summary === undefined && rules.size > 0) return false;
  summary.counts = found.counts;
  summary.summary = found.summary ?? Object.fromEntries(values);
  const more = found.problems.filter((problem) => !summary.problems.includes(problem));
  summary.problems.push(...more);
  return true;
}
