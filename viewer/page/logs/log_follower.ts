import type { LogQuery, LogReply } from "../../protocol/api.ts";
import { LogBuffer } from "./log_buffer.ts";

/** Text further than this many bytes before the end is read only when the reader asks for it. */
export const BACKFILL_BYTES = 16 * 1024 ** 2;

/** How many bytes before the end the first request starts. */
const FIRST_BYTES = 256 * 1024;

/** The greatest size of a reply, in bytes. */
const CHUNK_BYTES = 1024 ** 2;

/** How long to wait between requests for new text. */
const POLL_MS = 700;

/** Requests a part of a log, from a byte on or before a byte; a negative offset counts from the end. */
export type ReadLog = (query: LogQuery, signal: AbortSignal) => Promise<LogReply>;

/**
 * Reads a log: first its end, then new text as it comes, and meanwhile the text
 * before, backwards.
 */
export class LogFollower {
  /** The text that has arrived. */
  readonly buffer = new LogBuffer();
  /** The offset of the buffer's beginning in the file, in bytes. */
  begin = 0;
  /** The size of the file, in bytes. */
  size = 0;
  /** Why the last request failed. */
  error?: string;
  /** Whether any reply has arrived. */
  loaded = false;
  readonly #read: ReadLog;
  readonly #onChange: () => void;
  #live: boolean;
  /** Whether `#live` has changed since the last request. */
  #changed = false;
  #wake?: () => void;
  #end = 0;
  #older?: Promise<void>;
  /** How many bytes before the end are wanted. */
  #wanted = BACKFILL_BYTES;

  /** Requests nothing before {@linkcode LogFollower.run}. */
  constructor(read: ReadLog, live: boolean, onChange: () => void) {
    this.#read = read;
    this.#live = live;
    this.#onChange = onChange;
  }

  /** Whether the run still writes. Once it has ended, one more request is enough. */
  set live(live: boolean) {
    if (live === this.#live) return;
    this.#live = live;
    this.#changed = true;
    this.#wake?.();
  }

  /** Follows the log until `signal` is aborted. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A hidden page requests nothing.
      const isActive = !document.hidden || !this.loaded;
      this.#changed &&= !isActive;
      if (isActive) await this.#readNew(signal);
      // A run that ended during that request may have written more since.
      if (isActive && this.#changed) continue;
      const isWhole = isActive && this.error === undefined && !this.#live;
      if (isWhole) await this.#readOlder(signal);
      await this.#wait(isWhole ? undefined : POLL_MS, signal);
    }
  }

  /** Whether there is more text before the buffer's beginning. */
  get hasEarlier(): boolean {
    return this.begin > 0 && this.buffer.dropped === 0;
  }

  /** Requests more of the text before the buffer's beginning. */
  loadEarlier(signal: AbortSignal): Promise<void> {
    this.#wanted += 8 * CHUNK_BYTES;
    return this.#readOlder(signal);
  }

  async #readNew(signal: AbortSignal): Promise<void> {
    try {
      do {
        const first = !this.loaded;
        const requested = this.#end;
        const reply = await this.#read({ offset: first ? -FIRST_BYTES : requested }, signal);
        if (first || reply.reset) {
          this.buffer.clear();
          this.begin = reply.begin;
        }
        this.buffer.append(reply.text);
        const changed = first || reply.text !== "" || this.error !== undefined;
        this.#end = reply.offset;
        this.size = reply.size;
        this.loaded = true;
        this.error = undefined;
        if (changed) this.#onChange();
        if (!first && reply.offset === requested) break; // Half a character so far.
      } while (this.#end < this.size && !signal.aborted);
      if (this.#live) this.#readOlder(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.error = (error as Error).message;
      this.#onChange();
    }
  }

  /** Reads backwards as far as wanted. Calls during a call share its result. */
  #readOlder(signal: AbortSignal): Promise<void> {
    this.#older ??= this.#backfill(signal).finally(() => this.#older = undefined);
    return this.#older;
  }

  async #backfill(signal: AbortSignal): Promise<void> {
    try {
      while (this.hasEarlier && this.size - this.begin < this.#wanted && !signal.aborted) {
        const end = this.begin;
        const { text, begin, offset, reset } = await this.#read({ before: end }, signal);
        // The log was replaced by a new one meanwhile, or became too long for the buffer.
        if (reset || this.begin !== end || offset !== end || begin === end) return;
        if (!this.hasEarlier) return;
        this.buffer.prepend(text);
        this.begin = begin;
        this.#onChange();
      }
    } catch {
      // The next request for new text fails too, reports the problem, and tries this again.
    }
  }

  /** Waits for some time; without a time, until `live` changes. */
  #wait(ms: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = ms === undefined ? undefined : setTimeout(done, ms);
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}
