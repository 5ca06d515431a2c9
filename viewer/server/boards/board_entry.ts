import type { Annotations, BoardInfo, BoardReply, Json } from "../../protocol/api.ts";
import type { BoardDetails } from "./board_details.ts";
import { type BoardState, readAllMetadata } from "./board_state.ts";
import { cutText } from "../../protocol/cut_text.ts";

/** What the cache knows of a board. */
export interface BoardEntry {
  id: string;
  boardDir: string;
  /** Names, sizes and times of its files when they were last scanned. */
  identity: string;
  state: BoardState;
  /** `undefined` until the board is read, and if it cannot be read. */
  details?: BoardDetails;
  /** The sizes of all files together; `undefined` until the board is read. */
  sizeBytes?: number;
  /** Why it could not be read. */
  error?: string;
  /** How many times in a row it could not be read. */
  failures: number;
  /** The `identity` when it was last read. */
  readOf?: string;
  /** When it was last read, by `performance.now()`. */
  readAt: number;
  /** How long reading took. */
  readMs: number;
  /** Resolves when the board has been read; `undefined` if it is not being read. */
  reading?: Promise<void>;
  /** The board's `BoardInfo` as JSON. */
  json: string;
  /** The number of the list's change that `json` last was. */
  changedAt: number;
  /** The part of it whose changes open pages hear of at once. */
  headline: string;
}

/** A board for the list. */
export function toBoardInfo(entry: BoardEntry, annotations: Annotations): BoardInfo {
  const { id, boardDir, state, details, sizeBytes = 0, error } = entry;
  const metrics = details?.metrics ?? [];
  const numbers = metrics.filter(({ type }) => type === "double");
  return {
    boardId: id,
    boardDir,
    status: statusOf(entry),
    ...(isUnreadable(entry) ? { isUnreadable: true } : {}),
    live: state.live,
    reason: state.reason ? cutText(state.reason) : null,
    metadata: state.metadata,
    ...(state.isCut ? { isCut: true } : {}),
    createdAt: state.metadata?.created_at ?? null,
    ...state.rewoundAt === undefined ? {} : { rewoundAt: state.rewoundAt },
    finishedAt: state.metadata?.finished_at ?? null,
    sizeBytes,
    counts: details?.counts ?? null,
    problems: problemsOf(entry),
    metricNames: metrics.map(({ name }) => name),
    last: byName(metrics.map(({ name, lastValue }) => [name, cutValue(lastValue)])),
    best: byName(numbers.map(({ name, min, max }) => [name, { min, max }])),
    summary: details?.summary ?? {},
    pending: details === undefined && error === undefined && state.foreignBackend === undefined,
    ...(details && {
      lastStep: details.lastStep,
      lastRowAt: details.lastTimestamp ?? null,
      alertCount: details.alertCount ?? 0,
    }),
    annotations,
  };
}

/** A board with all its names and metadata. */
export function toBoardReply(entry: BoardEntry, annotations: Annotations): BoardReply {
  const { id, boardDir, state, details } = entry;
  return {
    boardId: id,
    boardDir,
    metadata: state.isCut ? readAllMetadata(boardDir) : state.metadata,
    status: statusOf(entry),
    live: state.live,
    problems: problemsOf(entry),
    metrics: details?.metrics ?? [],
    media: details?.media ?? [],
    tables: details?.tables ?? [],
    histograms: details?.histograms ?? [],
    lastStep: details?.lastStep ?? -1,
    firstTimestamp: details?.firstTimestamp ?? null,
    annotations,
  };
}

function statusOf({ state, error }: BoardEntry): BoardInfo["status"] {
  return error === undefined ? state.status : "broken";
}

/** Whether its rows cannot be read, as far as is known by now. */
function isUnreadable(entry: BoardEntry): boolean {
  return entry.state.foreignBackend !== undefined || statusOf(entry) === "broken";
}

function problemsOf({ state, details, error }: BoardEntry): string[] {
  const problems = [...(details?.problems ?? [])];
  if (state.foreignBackend !== undefined) problems.unshift(state.foreignBackend);
  if (state.problem !== undefined && !problems.includes(state.problem)) {
    problems.unshift(state.problem);
  }
  if (error !== undefined && error !== state.problem) problems.push(error);
  return [...new Set(problems.map(cutText))];
}

/** A summary that was stored may have come with the folder, from people we do not know. */
function cutValue<Value>(value: Value): Value | string {
  return typeof value === "string" ? cutText(value) : value;
}

/** Not by assignment: a metric may be called `__proto__`. */
function byName<Value extends Json>(entries: [string, Value][]): { [name: string]: Value } {
  return Object.fromEntries(entries);
}
