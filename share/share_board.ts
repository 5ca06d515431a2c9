import { realPath } from "../system/real_path.ts";
import { checkLinkedFiles } from "../format/linked_files.ts";
import { findSparseFile } from "../format/sparse_files.ts";
import { openBoard } from "../reader/open_board.ts";
import { BoardReadError } from "../reader/shared/errors.ts";
import type { OpenOptions } from "../reader/shared/open_options.ts";
import type { Annotations, BoardInfo, BoardReply, ViewerMetadata } from "../viewer/protocol/api.ts";
import type { SharedBoard, SharedSeries } from "../viewer/protocol/shared_site.ts";
import { readAlerts } from "../viewer/server/boards/board_alerts.ts";
import { readBoardDetails } from "../viewer/server/boards/board_details.ts";
import { type BoardEntry, toBoardInfo, toBoardReply } from "../viewer/server/boards/board_entry.ts";
import type { BoardFolders } from "../viewer/server/boards/board_folders.ts";
import { readBoardState } from "../viewer/server/boards/board_state.ts";
import { folderSize } from "../system/folder_size.ts";
import { ColumnStore } from "./column_writer.ts";
import { LeaveOut } from "./leave_out.ts";
import { PartWriter } from "./part_writer.ts";
import { writeSeries } from "./series/read_series.ts";
import { shareLog } from "./share_log.ts";
import type { SharePart } from "./share_parts.ts";
import { shareRows } from "./share_rows.ts";
import { SiteMedia } from "./site_media.ts";
import type { SiteWriter } from "./site_writer.ts";

/** A file of series is ended once it has so many characters: a page reads it whole. */
const MAX_SERIES_FILE = 64 * 1024;

/** What is shared of boards, and how they are opened. */
export interface ShareSettings {
  /** The folder that they are in. */
  folders: BoardFolders;
  site: SiteWriter;
  /** What is left out. */
  without: ReadonlySet<SharePart>;
  /** What people wrote about a board. */
  annotationsOf: (boardId: string, metadata: ViewerMetadata) => Annotations;
  open: OpenOptions;
  /** How many rows of a metric are written at most. Default: all, with a pyramid. */
  maxRows?: number;
  signal?: AbortSignal;
}

/** A board that was written. */
export interface WrittenBoard {
  info: BoardInfo;
  /** Rows of metrics, media, tables and histograms. */
  rows: number;
  /** Damage of the board, and what was left out of it. */
  problems: string[];
}

/**
 * Writes a board into a site, as it is now.
 *
 * @param folder Where its files go, in the site.
 * @throws {BoardReadError} Where it cannot be read, or has files of elsewhere.
 */
export async function shareBoard(
  boardId: string,
  folder: string,
  settings: ShareSettings,
): Promise<WrittenBoard> {
  const { folders, site, without, open, maxRows, signal } = settings;
  const scan = folders.scan(boardId);
  const boardDir = folders.findSafeForSql(boardId);
  checkLinkedFiles(boardDir);
  const state = readBoardState(boardDir, scan);
  if (state.metadata === null) {
    throw new BoardReadError(`Cannot share ${boardDir}: ${state.problem ?? "it is no board"}`);
  }
  const holes = findSparseFile(boardDir, state.metadata.backend);
  if (holes !== undefined) throw new BoardReadError(`Cannot share ${boardDir}: ${holes}`);
  await using reader = await openBoard(boardDir, open);
  const details = await readBoardDetails(reader);
  const entry: BoardEntry = {
    id: boardId,
    boardDir,
    identity: scan.identity,
    state,
    details,
    sizeBytes: folderSize(boardDir),
    readAt: 0,
    readMs: 0,
    failures: 0,
    json: "",
    changedAt: 0,
    headline: "",
  };
  const annotations = settings.annotationsOf(boardId, state.metadata);
  const leaveOut = new LeaveOut(without, boardId, pathsOf(folders, boardDir));
  const reply = leaveOut.ofReply(toBoardReply(entry, annotations));
  const parts = new PartWriter(site, `${folder}/parts`);
  const columns = new ColumnStore(parts);
  const media = new SiteMedia(site, `${folder}/media`, folders, boardId);
  const seriesFiles = await writeSeriesFiles(
    reply,
    writeSeries(
      {
        reader,
        metrics: reply.metrics.filter(({ type }) => type !== "string"),
        rowCount: details.counts.steps,
        maxRows,
        lastStep: Math.max(-1, ...reply.metrics.map(({ lastStep }) => lastStep ?? -1)),
      },
      columns,
      signal,
    ),
    (index, text) => site.write(`${folder}/series.${index}.json`, text),
  );
  const hasMedia = !without.has("media");
  const rows = await shareRows({ reader, reply, parts, columns, media, hasMedia }, signal);
  const logs: SharedBoard["logs"] = {};
  for (const which of without.has("logs") ? [] : ["output", "writer"] as const) {
    const log = await shareLog(folders, boardId, which, parts, signal);
    if (log !== undefined) logs[which] = log;
  }
  const alerts = without.has("alerts") ? [] : (await readAlerts(reader, signal)).rows;
  await parts.finish();
  const board: SharedBoard = { reply, partsSize: parts.size, seriesFiles, rows, alerts, logs };
  await site.write(`${folder}/board.json`, JSON.stringify(board));
  const { steps, media: mediaRows, tables, histograms } = details.counts;
  return {
    info: leaveOut.ofInfo(toBoardInfo(entry, annotations)),
    rows: steps + (hasMedia ? mediaRows : 0) + (without.has("tables") ? 0 : tables) +
      (without.has("histograms") ? 0 : histograms),
    problems: [...reply.problems, ...media.problems],
  };
}

/** What nobody is to see of where the board is, the longest first. */
function pathsOf({ baseDir }: BoardFolders, boardDir: string): string[] {
  return [boardDir, baseDir, realPath(baseDir)];
}

/** Writes the series to files of some of them. @returns The index of the metric that each begins with. */
async function writeSeriesFiles(
  { metrics }: BoardReply,
  series: AsyncIterable<SharedSeries>,
  write: (index: number, text: string) => Promise<void>,
): Promise<number[]> {
  const firsts: number[] = [];
  let first = 0;
  let texts: string[] = [];
  let length = 0;
  const end = async () => {
    if (texts.length === 0) return;
    await write(firsts.length, `[${texts.join(",\n")}]`);
    firsts.push(first);
    first += texts.length;
    texts = [];
    length = 0;
  };
  const add = async (text: string) => {
    texts.push(text);
    length += text.length;
    if (length >= MAX_SERIES_FILE) await end();
  };
  const next = series[Symbol.asyncIterator]();
  for (const { type } of metrics) {
    // A metric of texts has its place in the list, too.
    const found = type === "string" ? undefined : (await next.next()).value;
    await add(found === undefined ? "null" : JSON.stringify(found));
  }
  await end();
  return firsts;
}
