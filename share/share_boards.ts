import type { BoardSummary } from "../reader/board_summary.ts";
import { listBoards } from "../reader/list_boards.ts";
import { checkKnownOptions } from "../reader/shared/check_known_options.ts";
import { BoardNotFoundError } from "../reader/shared/errors.ts";
import { OPEN_OPTIONS } from "../reader/shared/open_options.ts";
import { MeteredSite } from "./metered_site.ts";
import {
  checkShareOptions,
  SHARE_OPTIONS,
  type ShareContents,
  type SharedBoards,
  type ShareOptions,
} from "./share_options.ts";
import { SHARE_PARTS } from "./share_parts.ts";
import { PageTooLargeError, SiteFile } from "./site_file.ts";
import { SiteFolder } from "./site_folder.ts";
import { sitePage } from "./site_page.ts";
import { writeSite } from "./write_site.ts";

/** What mail servers take, mostly. */
const MAX_SIZE_BYTES = 25_000_000;
/** Its value and its time, in base64, and something for the rest of the page. */
const BYTES_PER_ROW = 30;
/** A chart of fewer points shows too little. */
const MIN_ROWS = 500;

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
 * @param target A folder: one of an earlier share, an empty one, or none yet. With `singleFile`: the
 * path of the file.
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
  const { without = [], confirm, singleFile = false, maxSizeBytes = MAX_SIZE_BYTES } = options;
  const place = singleFile ? new SiteFile(target, maxSizeBytes) : new SiteFolder(target);
  const boards = await chooseBoards(baseDir, options.boards);
  if (confirm !== undefined && !await confirm(contentsOf(boards, new Set(without)))) {
    return { shared: [], failed: [], problems: [], rows: 0, files: 0, bytes: 0 };
  }
  return place instanceof SiteFile
    ? await shareFile(place, baseDir, boards, options)
    : await shareFolder(place, baseDir, boards, options);
}

async function shareFolder(
  folder: SiteFolder,
  baseDir: string,
  boards: readonly BoardSummary[],
  options: ShareOptions,
): Promise<SharedBoards> {
  using target = folder;
  const site = new MeteredSite(target);
  for (const [path, text] of sitePage()) await site.write(path, text);
  const written = await writeSite(site, baseDir, boards, options);
  options.signal?.throwIfAborted();
  target.finish();
  const { files, bytes } = site;
  return { ...written, path: target.path, files, bytes };
}

async function shareFile(
  file: SiteFile,
  baseDir: string,
  boards: readonly BoardSummary[],
  options: ShareOptions,
): Promise<SharedBoards> {
  const most = boards.reduce((most, { counts }) => Math.max(most, counts?.steps ?? 0), 0);
  const metrics = boards.reduce((sum, { counts }) => sum + (counts?.metrics ?? 0), 0);
  const fitting = Math.floor(file.maxBytes / Math.max(1, metrics) / BYTES_PER_ROW);
  const fewer = (rows: number) => Math.max(MIN_ROWS, Math.min(fitting, Math.ceil(rows / 2)));
  // All rows, and then fewer and fewer.
  for (let maxRows = Math.max(most, MIN_ROWS);; maxRows = fewer(maxRows)) {
    try {
      file.clear();
      const written = await writeSite(file, baseDir, boards, options, maxRows);
      options.signal?.throwIfAborted();
      file.finish();
      return {
        ...written,
        path: file.path,
        files: 1,
        bytes: file.size,
        ...(maxRows < most ? { maxRows } : {}),
      };
    } catch (error) {
      if (!(error instanceof PageTooLargeError)) throw error;
      if (maxRows > MIN_ROWS) continue;
      throw new Error(
        `Cannot share boards to ${file.path}: ${error.message}, even with ${maxRows} rows of each ` +
          "metric; leave out media, logs or boards, allow a larger file, or write a folder",
        { cause: error },
      );
    }
  }
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
