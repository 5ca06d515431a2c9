import * as v from "@badrap/valita";
import { messageOf } from "../../../system/message_of.ts";
import { Limiter } from "../http/limiter.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks } from "../readers/board_tasks.ts";
import { boardDetails } from "./board_details.ts";
import type { BoardEntry } from "./board_entry.ts";
import type { BoardFolders } from "./board_folders.ts";
import type { SummaryStore } from "./summary_store.ts";

/** A live board is read again after this time, or this many times the time that reading takes. */
const LIVE_MS = 1000;
const LIVE_FACTOR = 10;
/** After this time, a board that could not be read is read again. */
const RETRY_MS = 2000;
/** Each time that it fails again the pause is twice as long, up to this, … */
const MAX_RETRY_MS = 60_000;
/** … and so many times as long as it took at least: a stranger's board may take all of its 45 s. */
const RETRY_FACTOR = 100;
/** Most of them wait: the reader of boards says how many are read at once. */
const MAX_PARALLEL_READS = 16;

/** The reply to the task `details`: a `ReadDetails`. */
const readDetails = v.object({ details: boardDetails, sizeBytes: v.number() });

/** Reads what the list shows of boards: those of the list by turns, one that somebody asks for at once. */
export class BoardReads {
  readonly #folders: BoardFolders;
  readonly #tasks: BoardTasks;
  readonly #summaries: SummaryStore;
  readonly #onRead: (entry: BoardEntry) => void;
  readonly #turns = new Limiter(MAX_PARALLEL_READS, Infinity);
  readonly #closing = new AbortController();
  /** Whether a board that could not be read is read again: one at a time, of how many there ever are. */
  #isRetrying = false;
  /** Boards that somebody asked for. */
  readonly #asked = new Map<BoardEntry, Promise<void>>();

  /** @param onRead Is told of each board that was read, or could not be. */
  constructor(
    folders: BoardFolders,
    tasks: BoardTasks,
    summaries: SummaryStore,
    onRead: (entry: BoardEntry) => void,
  ) {
    this.#folders = folders;
    this.#tasks = tasks;
    this.#summaries = summaries;
    this.#onRead = onRead;
  }

  /** Reads a board when its turn comes, unless what is known of it is fresh. Never rejects. */
  inTurn(entry: BoardEntry): Promise<void> {
    if (entry.reading === undefined && isFresh(entry)) return Promise.resolve();
    entry.reading ??= this.#turns.run(async () => {
      // Somebody may have asked for it meanwhile.
      if (!isFresh(entry)) await this.#read(entry, false);
    }, this.#closing.signal).catch(() => {}).finally(() => {
      entry.reading = undefined;
    });
    return entry.reading;
  }

  /**
   * Reads a board again, in its turn, whose files have changed since it was read, or that could not
   * be read. A file's rights may change, and nothing else of it, so nobody says that it can.
   */
  again(entry: BoardEntry): void {
    const { error, failures, identity, readAt, readMs, readOf, state } = entry;
    // A live one is read as its page asks for it.
    if (state.live || readOf === undefined) return;
    if (identity !== readOf) return void this.inTurn(entry);
    if (error === undefined || this.#isRetrying) return;
    const pauseMs = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures);
    if (performance.now() - readAt < Math.max(pauseMs, RETRY_FACTOR * readMs)) return;
    this.#isRetrying = true;
    void this.inTurn(entry).finally(() => this.#isRetrying = false);
  }

  /**
   * Reads a board before all others that wait, unless what is known of it is fresh.
   *
   * @throws {RequestError} `cancelled` if the server ends.
   */
  async atOnce(entry: BoardEntry): Promise<void> {
    let reading = this.#asked.get(entry);
    if (reading === undefined) {
      if (isFresh(entry) && isRead(entry)) return;
      reading = this.#read(entry, true).finally(() => this.#asked.delete(entry));
      this.#asked.set(entry, reading);
    }
    await reading;
  }

  /** Drops what waits. What is being read ends with the tasks, which are not closed here. */
  close(): void {
    this.#closing.abort();
  }

  async #read(entry: BoardEntry, isAsked: boolean): Promise<void> {
    const start = performance.now();
    entry.readOf = entry.identity;
    try {
      const reply = await this.#tasks.run(entry.id, { kind: "details", isAsked });
      Object.assign(entry, readDetails.parse(JSON.parse(new TextDecoder().decode(reply))));
      entry.error = undefined;
      entry.failures = 0;
      // If the run ended while it was read, then we may have read it as it was before.
      const isFinal = !entry.state.live && entry.readOf === this.#folders.scan(entry.id).identity;
      if (isFinal) this.#summaries.set(entry);
    } catch (error) {
      if (this.#closing.signal.aborted) {
        throw new RequestError("cancelled", "The viewer ends", { cause: error });
      }
      entry.details = undefined;
      entry.error = messageOf(error);
      entry.failures++;
    }
    entry.readAt = performance.now();
    entry.readMs = entry.readAt - start;
    this.#onRead(entry);
  }
}

/** Whether something is known of its rows, or why not: the first reading may still be under way. */
function isRead({ details, error, state }: BoardEntry): boolean {
  return details !== undefined || error !== undefined || state.foreignBackend !== undefined;
}

function isFresh({ identity, readOf, readAt, readMs, state, error }: BoardEntry): boolean {
  // No reading would find anything.
  if (state.foreignBackend !== undefined) return true;
  if (readOf === undefined) return false;
  const age = performance.now() - readAt;
  if (error !== undefined) return age < RETRY_MS;
  return readOf === identity || (state.live && age < Math.max(LIVE_MS, LIVE_FACTOR * readMs));
}
