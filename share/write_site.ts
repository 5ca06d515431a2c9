import { resolve } from "@std/path";
import packageJson from "../deno.json" with { type: "json" };
import { labelsOf } from "../format/run_labels.ts";
import type { BoardSummary } from "../reader/board_summary.ts";
import { AnnotationsFile } from "../reader/annotations/annotations_file.ts";
import { OwnFolder } from "../reader/summaries/own_folder.ts";
import { messageOf } from "../system/message_of.ts";
import type { BoardInfo, ViewerMetadata } from "../viewer/protocol/api.ts";
import { type SharedSite, SITE_FILE, SITE_FORMAT } from "../viewer/protocol/shared_site.ts";
import { BoardFolders } from "../viewer/server/boards/board_folders.ts";
import { shareBoard } from "./share_board.ts";
import type { SharedBoards, ShareOptions } from "./share_options.ts";
import { SHARE_PARTS } from "./share_parts.ts";
import { PageTooLargeError } from "./site_file.ts";
import type { SiteWriter } from "./site_writer.ts";

/** What was written of boards. */
export type WrittenBoards = Pick<SharedBoards, "shared" | "failed" | "problems" | "rows">;

/**
 * Writes boards into a site, and what it says of them.
 *
 * @param maxRows How many rows of a metric are written at most. Default: all, with a pyramid.
 * @throws {PageTooLargeError} Where the site takes no more.
 * @throws {Error} Where no board can be read.
 */
export async function writeSite(
  site: SiteWriter,
  baseDir: string,
  boards: readonly BoardSummary[],
  options: ShareOptions,
  maxRows?: number,
): Promise<WrittenBoards> {
  const { signal, onProgress, memoryLimitBytes, busyTimeoutMs, verify } = options;
  const without = new Set(options.without);
  const id = crypto.randomUUID();
  const annotations = new AnnotationsFile(new OwnFolder(resolve(baseDir)));
  annotations.refresh();
  const settings = {
    folders: new BoardFolders(baseDir),
    site,
    signal,
    without,
    maxRows,
    annotationsOf: (boardId: string, metadata: ViewerMetadata) =>
      annotations.get(boardId, labelsOf(metadata)),
    open: { memoryLimitBytes, busyTimeoutMs, verify },
  };
  const infos: BoardInfo[] = [];
  const written: WrittenBoards = { shared: [], failed: [], problems: [], rows: 0 };
  for (const [done, { boardId }] of boards.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done, total: boards.length, boardId });
    try {
      const place = `data/${id}/${infos.length}`;
      const { info, rows, problems } = await shareBoard(boardId, place, settings);
      infos.push(info);
      written.shared.push(boardId);
      written.rows += rows;
      written.problems.push(...problems.map((problem) => ({ boardId, problem })));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof PageTooLargeError) throw error;
      written.failed.push({ boardId, reason: messageOf(error) });
    }
  }
  if (infos.length === 0) {
    const [{ reason } = { reason: "there are none" }] = written.failed;
    throw new Error(`Cannot share boards: none can be read: ${reason}`);
  }
  const notices = [];
  const leftOut = SHARE_PARTS.filter((part) => without.has(part));
  if (leftOut.length > 0) notices.push(`Left out of this page: ${leftOut.join(", ")}.`);
  const isSampled = maxRows !== undefined &&
    infos.some(({ counts }) => (counts?.steps ?? 0) > maxRows);
  if (isSampled) notices.push(sampledNotice(maxRows));
  await site.write(SITE_FILE, JSON.stringify(describeSite(id, infos, notices)));
  return written;
}

/** What a page says that has not all rows. */
function sampledNotice(maxRows: number): string {
  return `This page has not all rows of metrics: of one that has more than ${maxRows} it has the ` +
    "extremes.";
}

function describeSite(id: string, boards: BoardInfo[], notices: string[]): SharedSite {
  return {
    ...SITE_FORMAT,
    id,
    info: {
      baseDir: `shared ${new Date().toISOString().slice(0, 10)}`,
      problem: null,
      awaitsRuns: false,
      version: packageJson.version,
      loopback: false,
      person: null,
      allows: { annotate: false, remove: false, sql: false, files: false, follow: false },
      notices,
    },
    boards,
  };
}
