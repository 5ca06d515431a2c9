import { resolve } from "@std/path";
import packageJson from "../deno.json" with { type: "json" };
import { labelsOf } from "../format/run_labels.ts";
import type { BoardSummary } from "../reader/board_summary.ts";
import { listBoards } from "../reader/list_boards.ts";
import { checkKnownOptions } from "../reader/shared/check_known_options.ts";
import { BoardNotFoundError } from "../reader/shared/errors.ts";
import { OPEN_OPTIONS } from "../reader/shared/open_options.ts";
import { AnnotationsFile } from "../reader/annotations/annotations_file.ts";
import { OwnFolder } from "../reader/summaries/own_folder.ts";
import { messageOf } from "../system/message_of.ts";
import type { BoardInfo, ViewerMetadata } from "../viewer/protocol/api.ts";
import { type SharedSite, SITE_FILE, SITE_FORMAT } from "../viewer/protocol/shared_site.ts";
import { BoardFolders } from "../viewer/server/boards/board_folders.ts";
import { MeteredSite } from "./metered_site.ts";
import { shareBoard } from "./share_board.ts";
import {
  checkShareOptions,
  SHARE_OPTIONS,
  type ShareContents,
  type SharedBoards,
  type ShareOptions,
} from "./share_options.ts";
import { SHARE_PARTS } from "./share_parts.ts";
import { SiteFolder } from "./site_folder.ts";
import { sitePage } from "./site_page.ts";

/**
 * Writes boards as a site of plain files: the viewer's page, which reads them from any web server
 * that sends files, with nothing installed there or by who looks at it.
 *
 * A run that goes on is shared up to now. The folder appears when it is whole; an earlier share that
 * is there is replaced. Nothing of a board is changed.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { shareBoards } from "@kohakuboard/client/share";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = Deno.makeTempDirSync();
 * const board = new Board({ name: "shared", baseDir: `${dir}/kohakuboard` });
 * board.log({ loss: 0.5 });
 * await board.finish();
 *
 * const { shared, rows } = await shareBoards(`${dir}/kohakuboard`, `${dir}/site`, {
 *   without: ["logs", "argv", "host"],
 * });
 * assertEquals([shared, rows], [[board.boardId], 1]);
 * assertEquals(Deno.statSync(`${dir}/site/index.html`).isFile, true);
 * ```
 *
 * @param baseDir The folder that the boards are in.
 * @param target A folder: one of an earlier share, an empty one, or none yet.
 * @throws {BoardNotFoundError} Where a board that was named is not there.
 * @throws {RangeError} Where an option is out of its range.
 * @throws {Error} Where the target has something that no share has written, or no board can be read.
 */
export async function shareBoards(
  baseDir: string,
  target: string,
  options: ShareOptions = {},
): Promise<SharedBoards> {
  checkKnownOptions(`share boards to ${target}`, options, [...SHARE_OPTIONS, ...OPEN_OPTIONS]);
  checkShareOptions(options);
  const { without = [], confirm, signal, onProgress } = options;
  using folder = new SiteFolder(target);
  const boards = await chooseBoards(baseDir, options.boards);
  const contents = contentsOf(boards, new Set(without));
  if (confirm !== undefined && !await confirm(contents)) {
    return { shared: [], failed: [], problems: [], rows: 0, files: 0, bytes: 0 };
  }
  const site = new MeteredSite(folder);
  const id = crypto.randomUUID();
  const annotations = new AnnotationsFile(new OwnFolder(resolve(baseDir)));
  annotations.refresh();
  const { memoryLimitBytes, busyTimeoutMs, verify } = options;
  const settings = {
    folders: new BoardFolders(baseDir),
    ...{ site, signal, without: new Set(without) },
    annotationsOf: (boardId: string, metadata: ViewerMetadata) =>
      annotations.get(boardId, labelsOf(metadata)),
    open: { memoryLimitBytes, busyTimeoutMs, verify },
  };
  const written: BoardInfo[] = [];
  const result: SharedBoards = {
    ...{ path: folder.path, shared: [], failed: [], problems: [], rows: 0, files: 0, bytes: 0 },
  };
  for (const [done, { boardId }] of boards.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done, total: boards.length, boardId });
    try {
      const place = `data/${id}/${written.length}`;
      const { info, rows, problems } = await shareBoard(boardId, place, settings);
      written.push(info);
      result.rows += rows;
      result.problems.push(...problems.map((problem) => ({ boardId, problem })));
    } catch (error) {
      signal?.throwIfAborted();
      result.failed.push({ boardId, reason: messageOf(error) });
    }
  }
  if (written.length === 0) {
    const [{ reason } = { reason: "there are none" }] = result.failed;
    throw new Error(`Cannot share boards to ${folder.path}: none can be read: ${reason}`);
  }
  for (const [path, text] of sitePage()) await site.write(path, text);
  await site.write(SITE_FILE, JSON.stringify(describeSite(id, written, contents)));
  signal?.throwIfAborted();
  folder.finish();
  const { files, bytes } = site;
  return { ...result, files, bytes, shared: written.map(({ boardId }) => boardId) };
}

/** The boards that are to be shared, newest first. */
async function chooseBoards(baseDir: string, ids?: readonly string[]): Promise<BoardSummary[]> {
  const wanted = ids && new Set(ids);
  const boards = await listBoards(baseDir, {
    where: ({ boardId, status }) => wanted?.has(boardId) ?? status !== "broken",
  });
  const missing = ids?.find((id) => !boards.some(({ boardId }) => boardId === id));
  if (missing !== undefined) {
    throw new BoardNotFoundError(
      `Cannot share the board "${missing}": it is not in ${baseDir}`,
      [],
    );
  }
  if (boards.length === 0) throw new Error(`Cannot share boards: there are none in ${baseDir}`);
  return boards;
}

function contentsOf(
  boards: readonly BoardSummary[],
  without: ReadonlySet<string>,
): ShareContents {
  return {
    boards: boards.map(({ boardId, metadata, counts, sizeBytes }) => ({
      boardId,
      name: metadata?.name ?? boardId,
      rows: counts === null ? 0 : counts.steps + counts.media + counts.tables + counts.histograms,
      bytes: sizeBytes,
    })),
    parts: SHARE_PARTS.filter((part) => !without.has(part)),
    without: SHARE_PARTS.filter((part) => without.has(part)),
  };
}

function describeSite(id: string, boards: BoardInfo[], { without }: ShareContents): SharedSite {
  const day = new Date().toISOString().slice(0, 10);
  return {
    ...SITE_FORMAT,
    id,
    info: {
      baseDir: `shared ${day}`,
      problem: null,
      version: packageJson.version,
      loopback: false,
      person: null,
      allows: { annotate: false, remove: false, sql: false, files: false, follow: false },
      notices: without.length === 0 ? [] : [`Left out of this page: ${without.join(", ")}.`],
    },
    boards,
  };
}
