import * as v from "@badrap/valita";
import type { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { attempt } from "../../system/attempt.ts";
import { type WatchEvent, watchEvent } from "./watch_event.ts";

/** What is known of a board that is watched. */
const watchedRun = v.object({
  /** When the run was last started or resumed, as its metadata have it. */
  run: v.string(),
  /** When the board was made: one of its id may be another one. Missing in earlier states. */
  createdAt: v.string().optional(),
  /** When it was rewound last: later alerts take the numbers of those that went. */
  rewoundAt: v.string().optional(),
  /** Of alerts from before it was rewound: the number of the last one that was told. */
  lastAlertBefore: v.number().optional(),
  /** The number of the last alert that was told. */
  lastAlert: v.number(),
  /** Alerts from before were not to be told: ISO 8601. */
  since: v.string(),
  isStalled: v.boolean(),
  hasEnded: v.boolean(),
});

/** What is known of a board that is watched. */
export type WatchedRun = v.Infer<typeof watchedRun>;

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
