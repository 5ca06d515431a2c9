import * as v from "@badrap/valita";
import type { WatchedRun } from "../../format/watched_run.ts";
import type { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { attempt } from "../../system/attempt.ts";
import { type WatchEvent, watchEvent } from "./watch_event.ts";

const watchedRun: v.Type<WatchedRun> = v.object({
  run: v.string(),
  createdAt: v.string().optional(),
  rewoundAt: v.string().optional(),
  lastAlertBefore: v.number().optional(),
  lastAlert: v.number(),
  since: v.string(),
  isStalled: v.boolean(),
  hasEnded: v.boolean(),
});

const pendingEvent = v.object({
  event: watchEvent,
  /** How often it was posted in vain: the next pause is reckoned from it. */
  attempts: v.number().assert((count) => Number.isSafeInteger(count) && count >= 0),
});

/** An event that is to be told. */
export type PendingEvent = v.Infer<typeof pendingEvent>;

const content = v.object({
  version: v.literal(1),
  seenUntil: v.string(),
  boards: v.record(watchedRun),
  pending: v.array(pendingEvent),
});

/**
 * What a watch has told, in a file of its own in `.kobo/`, so that the next one tells nothing twice,
 * and what has happened in between. It may come with the folder from people we do not know.
 */
export class WatchState {
  readonly #own: OwnFolder;
  readonly #file: string;
  #written = "";
  /** The boards by their ids. */
  readonly boards: Map<string, WatchedRun>;
  /** What is to be told, oldest first. */
  readonly pending: PendingEvent[];
  /** What had ended by then was told, or was not to be told: ISO 8601. */
  seenUntil: string;

  /**
   * Reads the file; one that is missing, or is none, knows nothing.
   *
   * @param since What ended before is not told of then: ISO 8601. Default: now.
   */
  constructor(own: OwnFolder, file: string, since = new Date().toISOString()) {
    this.#own = own;
    this.#file = file;
    const parsed = content.try(attempt(() => JSON.parse(own.read(file) ?? "null")));
    const known = parsed.ok ? parsed.value : undefined;
    this.boards = new Map(Object.entries(known?.boards ?? {}));
    this.pending = known?.pending ?? [];
    this.seenUntil = known?.seenUntil ?? since;
  }

  /** Writes the file where something has changed. @throws {Error} Where it cannot. */
  save(): void {
    const boards = Object.fromEntries(this.boards);
    const known = { version: 1, seenUntil: this.seenUntil, boards, pending: this.pending };
    const text = `${JSON.stringify(known)}\n`;
    if (text === this.#written) return;
    this.#own.write(this.#file, text);
    this.#written = text;
  }

  /** Adds an event, to be told soon. */
  add(event: WatchEvent): void {
    this.pending.push({ event, attempts: 0 });
  }
}
