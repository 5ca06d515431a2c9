import type { LogReply } from "../../protocol/api.ts";
import { LogBuffer } from "./log_buffer.ts";

/** Text that is older than this many bytes before the end is only read when it is asked for. */
export const BACKFILL_BYTES = 16 * 1024 ** 2;

/** What one call asks for from the end of a log. */
const FIRST_BYTES = 256 * 1024;

/** What one call answers at most. */
const CHUNK_BYTES = 1024 ** 2;

/** How long to wait before asking for new text. */
const POLL_MS = 700;

/** Reads a part of a log: from `offset`, or that many bytes from the end where it is negative. */
export type ReadLog = (offset: number, signal: AbortSignal) => Promise<LogReply>;

/** Reads the end of a log first, then what comes new, and what stands before it. */
export class LogFollower {
  /** What was read. */
  readonly buffer = new LogBuffer();
  /** The offset in the file of what the buffer begins with, in bytes. */
  begin = 0;
  /** The size of the file, in bytes. */
  size = 0;
  /** What went wrong with the last call. */
  error?: string;
  /** Whether anything was answered yet. */
  loaded = false;
  readonly #read: ReadLog;
  readonly #onChange: () => void;
  #live: boolean;
  #changed = false;
  #wake?: () => void;
  #end = 0;
  #older?: Promise<void>;
  #wanted = BACKFILL_BYTES;

  /** Reads nothing before {@linkcode LogFollower.run}. */
  constructor(read: ReadLog, live: boolean, onChange: () => void) {
    this.#read = read;
    this.#live = live;
    this.#onChange = onChange;
  }

  /** Whether text comes still. Where not, one look more is enough. */
  set live(live: boolean) {
    if (live === this.#live) return;
    this.#live = live;
    this.#changed = true;
    this.#wake?.();
  }

  /** Follows the log until the signal comes. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A hidden page asks for nothing.
      const looks = !document.hidden || !this.loaded;
      this.#changed &&= !looks;
      if (looks) await this.#look(signal);
      // A run that ended during that look may have written more since.
      if (looks && this.#changed) continue;
      const isWhole = looks && this.error === undefined && !this.#live;
      if (isWhole) await this.#readOlder(signal);
      await this.#rest(isWhole ? undefined : POLL_MS, signal);
    }
  }

  /** Whether there is text before what is held. */
  get hasEarlier(): boolean {
    return this.begin > 0 && this.buffer.dropped === 0;
  }

  /** Asks for more of what stands before. */
  loadEarlier(signal: AbortSignal): Promise<void> {
    this.#wanted += 8 * CHUNK_BYTES;
    return this.#readOlder(signal);
  }

  async #look(signal: AbortSignal): Promise<void> {
    try {
      do {
        const first = !this.loaded;
        const asked = this.#end;
        const reply = await this.#read(first ? -FIRST_BYTES : asked, signal);
        if (first || reply.reset) {
          this.buffer.clear();
          this.begin = reply.offset - byteLength(reply.text);
        }
        this.buffer.append(reply.text);
        const changed = first || reply.text !== "" || this.error !== undefined;
        this.#end = reply.offset;
        this.size = reply.size;
        this.loaded = true;
        this.error = undefined;
        if (changed) this.#onChange();
        if (!first && reply.offset === asked) break; // Half a character, so far.
      } while (this.#end < this.size && !signal.aborted);
      if (this.#live) this.#readOlder(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.error = (error as Error).message;
      this.#onChange();
    }
  }

  /** Reads what stands before, up to what is wanted. One at a time. */
  #readOlder(signal: AbortSignal): Promise<void> {
    this.#older ??= this.#backfill(signal).finally(() => this.#older = undefined);
    return this.#older;
  }

  async #backfill(signal: AbortSignal): Promise<void> {
    try {
      while (this.hasEarlier && this.size - this.begin < this.#wanted && !signal.aborted) {
        const end = this.begin;
        const start = Math.max(0, end - CHUNK_BYTES);
        const { text, offset, reset } = await this.#read(start, signal);
        // The log was begun anew while this was on its way.
        if (reset || this.begin !== end || offset < end) return;
        // What begins in the middle of a character, or of a line, is cut to whole lines.
        const cut = text.indexOf("\n") + 1;
        const whole = cut === text.length ? text : text.slice(cut);
        const lines = start === 0 ? firstBytes(text, end) : whole;
        this.buffer.prepend(lines);
        this.begin = start === 0 ? 0 : end - byteLength(lines);
        this.#onChange();
      }
    } catch {
      // The next look says what is wrong, and tries this again.
    }
  }

  /** Waits; without a time, until the run begins or ends. */
  #rest(ms: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
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

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As much of a text as its first bytes say. */
function firstBytes(text: string, count: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= count ? text : new TextDecoder().decode(bytes.subarray(0, count));
}
