import { basename, join } from "@std/path";
import { lastResumed } from "../../format/last_resumed.ts";
import { lastWrite } from "../../format/last_write.ts";
import { METADATA_FILE } from "../../format/metadata.ts";
import { lastRewound } from "../../format/rewinds.ts";
import { newAlerts, runChange, type WatchedRun, watchRun } from "../../format/watched_run.ts";
import { boardAt, foldersIn, type FoundBoard } from "../../reader/find_boards.ts";
import { FolderAnnotations } from "../../reader/annotations/folder_annotations.ts";
import { BoardVisitor } from "../../reader/board_visitor.ts";
import type { BoardReader } from "../../reader/mod.ts";
import { summarize } from "../../reader/summarize.ts";
import { scanFolder } from "../../reader/summaries/scan_folder.ts";
import { attempt } from "../../system/attempt.ts";
import { versionOf } from "../../system/file_version.ts";
import { sleep } from "../../system/sleep.ts";
import { realPath } from "../../system/real_path.ts";
import { alertTextsSql } from "../boards/alert_texts_sql.ts";
import { durationMs } from "../boards/duration_ms.ts";
import { openOptions } from "../boards/open_options.ts";
import type { WatchState } from "./watch_state.ts";
import type { WatchEvent } from "./watch_event.ts";

/** So many alerts of a board are told at once; others follow in the next round. */
const MAX_ALERTS = 100;
/** No more of a text is told, and kept of a time: whoever made the board may have written any. */
const MAX_TEXT = 1000;
const MAX_TIME = 64;
/** How often the rows of a run that has ended are tried to be read, and with which pause. */
const END_ATTEMPTS = 3;
const RETRY_MS = 200;

/** How far a run has come, and since when. */
interface Progress {
  /** What its files were then. */
  identity: string;
  lastStep: number | null;
  /** In milliseconds since 1970; `null` without a row. */
  lastRowAt: number | null;
  /** Whether there are more alerts than were read. */
  hasMore: boolean;
}

/** Finds out what happens to the boards of a folder. */
export class WatchedFolder {
  readonly #baseDir: string;
  readonly #ids?: ReadonlySet<string>;
  readonly #stallMs: number;
  readonly #state: WatchState;
  readonly #visitor: BoardVisitor;
  readonly #annotations = new FolderAnnotations();
  readonly #progress = new Map<string, Progress>();
  /** The versions of the metadata of boards that have ended: they are not looked at again. */
  readonly #ended = new Map<string, string | undefined>();

  /**
   * @param baseDir The folder.
   * @param ids The boards to watch. Default: all, also new ones.
   * @param stallMs A run that logs nothing for so long has stalled.
   */
  constructor(
    baseDir: string,
    ids: ReadonlySet<string> | undefined,
    stallMs: number,
    state: WatchState,
  ) {
    this.#baseDir = realPath(baseDir);
    this.#ids = ids;
    this.#stallMs = stallMs;
    this.#state = state;
    this.#visitor = new BoardVisitor(this.#baseDir, openOptions());
  }

  /** Looks at all boards, and adds what has happened to the state. */
  async look(): Promise<void> {
    const startedAt = new Date().toISOString();
    this.#annotations.refresh();
    for (const boardId of this.#boardIds()) {
      const boardDir = join(this.#baseDir, boardId);
      const version = attempt(() => versionOf(join(boardDir, METADATA_FILE)));
      if (this.#ended.has(boardId) && this.#ended.get(boardId) === version) continue;
      const board = boardAt(boardDir);
      if (board.metadata === null) continue; // It is being made, or cannot be read.
      await this.#lookAt(board);
      if (this.#state.boards.get(boardId)?.hasEnded) this.#ended.set(boardId, version);
      else this.#ended.delete(boardId);
    }
    this.#state.seenUntil = startedAt;
  }

  /** Closes what it has open. */
  close(): Promise<void> {
    return this.#visitor.close();
  }

  #boardIds(): string[] {
    if (this.#ids !== undefined) return [...this.#ids];
    return foldersIn(this.#baseDir).map((path) => basename(path));
  }

  async #lookAt(board: FoundBoard): Promise<void> {
    const { boardId, live, metadata } = board;
    const known = this.#knownRun(board);
    this.#state.boards.set(boardId, known);
    if (known.hasEnded) return;
    const summary = summarize(board, this.#annotations);
    const { group, rank } = summary;
    const name = (summary.title ?? metadata?.name ?? boardId).slice(0, MAX_TEXT);
    const add = (event: Pick<WatchEvent, "kind" | "step"> & Partial<WatchEvent>, mark = "") =>
      this.#state.add({
        id: [boardId, known.run, event.kind, mark].join("/"),
        boardId,
        name,
        group,
        rank,
        at: new Date().toISOString(),
        ...event,
      });
    const progress = await this.#progressOf(
      board,
      known,
      (alert) => add(alert, String(known.lastAlert)),
    );
    if (progress?.hasMore) return;
    const { status, reason } = summary;
    const next = runChange(known, {
      live,
      status,
      reason: reason?.slice(0, MAX_TEXT) ?? null,
      tookMs: durationMs(summary),
      lastRowAt: progress?.lastRowAt,
    }, this.#stallMs);
    this.#state.boards.set(boardId, next.known);
    if (!live) this.#progress.delete(boardId);
    if (next.change === undefined) return;
    const step = progress?.lastStep ?? null;
    // A run ends once, and may stall at several steps.
    add({ step, ...next.change }, live ? String(step) : "");
  }

  #knownRun({ boardId, boardDir, live, metadata }: FoundBoard): WatchedRun {
    const createdAt = timeOf(metadata?.created_at);
    const run = timeOf(lastResumed(metadata ?? {})) ?? createdAt ?? "";
    const endOf = () =>
      Date.parse(metadata?.finished_at ?? "") ||
      (attempt(() => lastWrite(boardDir))?.getTime() ?? Date.parse(run));
    return watchRun(
      this.#state.boards.get(boardId),
      {
        run,
        createdAt,
        rewoundAt: timeOf(lastRewound(metadata ?? {})),
        isFork: metadata?.forked_from !== undefined,
        endedAt: live ? undefined : endOf(),
      },
      this.#state.seenUntil,
      "",
    );
  }

  /** Reads how far a run has come, and its alerts; `undefined` where it cannot be read. */
  async #progressOf(
    { boardId, boardDir, live }: FoundBoard,
    known: WatchedRun,
    onAlert: (alert: Pick<WatchEvent, "kind" | "step"> & Partial<WatchEvent>) => void,
  ): Promise<Progress | undefined> {
    const { identity, problem } = scanFolder(boardDir, this.#baseDir);
    if (problem !== undefined) return undefined;
    const last = this.#progress.get(boardId);
    if (live && last?.identity === identity && !last.hasMore) return last;
    // Of a run that goes on the next round tries again; of one that has ended this is the last.
    for (let attempts = live ? 1 : END_ATTEMPTS; attempts > 0; attempts--) {
      try {
        const progress = await this.#visitor.visit(
          boardDir,
          (reader) => readProgress(reader, identity, known, onAlert),
        );
        this.#progress.set(boardId, progress);
        return progress;
      } catch {
        // A backend of the user's, damage, or files that change too fast.
        if (attempts > 1) await sleep(RETRY_MS);
      }
    }
    return last === undefined ? undefined : { ...last, hasMore: false };
  }
}

async function readProgress(
  reader: BoardReader,
  identity: string,
  known: WatchedRun,
  onAlert: (alert: Pick<WatchEvent, "kind" | "step"> & Partial<WatchEvent>) => void,
): Promise<Progress> {
  const { lastStep, lastTimestamp } = await reader.extent();
  const { after, since, orAfter, orSince } = newAlerts(known);
  const { rows } = await reader.sql(
    `SELECT number, step, timestamp, ${alertTextsSql()} FROM alerts
      WHERE number > $after AND timestamp >= $since::TIMESTAMP
        AND (number > $orAfter OR timestamp >= $orSince::TIMESTAMP)
      ORDER BY number LIMIT ${MAX_ALERTS}`,
    { after, orAfter, since: toTimestamp(since), orSince: toTimestamp(orSince) },
  );
  for (const [number, step, at, level, title, text] of rows) {
    known.lastAlert = Number(number);
    onAlert({
      kind: "alert",
      step: step === null ? null : Number(step),
      at: at instanceof Date ? at.toISOString() : attempt(() => String(at)) ?? "",
      level: String(level ?? "warn"),
      title: String(title ?? ""),
      text: text === null ? null : String(text),
    });
  }
  return { identity, lastStep, lastRowAt: lastTimestamp, hasMore: rows.length === MAX_ALERTS };
}

/** A time in metadata, which may be any text. */
function timeOf(text: string | undefined): string | undefined {
  return text?.slice(0, MAX_TIME);
}

/** A time in milliseconds since 1970 as SQL has it. */
function toTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "");
}
