/**
 * Log calls on their way into the journal. One call is one unit there: its row of `metrics`, and
 * its rows of the other tables.
 *
 * 1. A call comes with the block that ends with its row. It goes into the journal at once, as one
 *    entry (`format/journal_frames.ts`). Rows that take longer stand in: of media, and of large
 *    histograms. What they are made of is kept beside the journal.
 * 2. Media are stored and histograms are counted, one call after the other.
 * 3. The completed rows follow as a completion. Until then the call is open, and no commit takes
 *    it or what comes after it.
 *
 * A writer that was killed leaves open calls behind. The next one completes them before its first
 * commit, from what was kept.
 *
 * @module
 */
import type { Block } from "../format/block.ts";
import type { JournalEntry } from "../format/journal_entry.ts";
import { isSystemError } from "../system/error_code.ts";
import { retryUntil } from "../system/retry.ts";
import { messageOf } from "../system/message_of.ts";
import { sleep } from "../system/sleep.ts";
import type { DeferredRecords } from "./journal/deferred_records.ts";
import { type Journal, JournalLostError } from "./journal/journal.ts";
import type { JournalPosition } from "./journal/journal_position.ts";
import type { QueuedEntry } from "./journal/journal_queue.ts";
import { prepareCall, type PreparedCall } from "./media/prepare_call.ts";
import { unworkable } from "./media/unworkable.ts";
import { OrderedAcks } from "./ordered_acks.ts";
import type { Records, SentRecords } from "./records.ts";

/** What the disk refuses is tried again after this long. */
const RETRY_MS = 500;
/** To encode, count or copy so many bytes of records takes less than a millisecond. */
const BYTES_PER_MS = 4096;
/** Work on records lets new blocks into the journal after this long. */
const SLICE_MS = 20;

/** The settings of {@linkcode LogCalls}. */
export interface LogCallsSettings {
  journal: Journal;
  /** What later writers need to complete open calls. */
  deferred: DeferredRecords;
  /** Puts an entry into the journal, now or when the disk takes it. */
  enqueue(entry: QueuedEntry): void;
  /** Stores media, and makes the rows of records. Throws where the disk fails. */
  makeBlocks(records: Records): Promise<Block[]>;
  /** Is called when the records of a call need no memory any more, in the order of the calls. */
  onRecordsAcked(byteCount: number): void;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when work begins that may take so long without a pause, and with -ms when it ends. */
  onWork(ms: number): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/** The log calls of one writer, and those that an earlier one left open. */
export class LogCalls {
  readonly #settings: LogCallsSettings;
  /** Where the entries of this writer begin. */
  readonly #start: JournalPosition;
  #hasEarlier: boolean;
  /** The open calls of this writer, by step: where their entries are, once the journal has them. */
  readonly #open = new Map<number, JournalPosition | undefined>();
  readonly #acks: OrderedAcks;
  /** The work on records: one call after the other. */
  #work: Promise<void> = Promise.resolve();
  /** When that work last let the event loop turn. */
  #lastTurn = 0;

  /** Writes nothing. */
  constructor(settings: LogCallsSettings) {
    this.#settings = settings;
    this.#acks = new OrderedAcks((byteCount) => settings.onRecordsAcked(byteCount));
    this.#start = settings.journal.end;
    this.#hasEarlier = settings.journal.exists;
  }

  /** Resolves when all calls so far are complete, but for what the disk refuses of the journal. */
  get completed(): Promise<void> {
    return this.#work;
  }

  /** Whether no call of this writer is open. */
  get isIdle(): boolean {
    return this.#acks.isEmpty;
  }

  /** All calls before this position in the journal are complete. */
  get end(): JournalPosition {
    const { end } = this.#settings.journal;
    for (const start of this.#open.values()) return start ?? end; // The oldest.
    return end;
  }

  /**
   * Puts log calls into the journal.
   *
   * @param block Their rows of `metrics`.
   * @param onAcked Is called when the journal has them.
   * @param sent What the last of them has besides scalars.
   */
  add(block: Block, onAcked: () => void, sent?: SentRecords): void {
    const { enqueue } = this.#settings;
    if (sent === undefined) {
      return enqueue({ kind: "rows", blocks: [block], onAppended: onAcked });
    }
    const { records, byteCount } = sent;
    const { step } = records;
    const ack = this.#acks.expect(byteCount);
    const { blocks, deferred } = this.#measured(byteCount, () => this.#prepare(records));
    const entry = { blocks: [block, ...blocks], deferred };
    if (deferred === undefined) {
      const onAppended = () => {
        onAcked();
        ack();
      };
      return enqueue({ kind: "rows", ...entry, onAppended });
    }
    this.#open.set(step, undefined);
    const onAppended = (start: JournalPosition) => {
      this.#open.set(step, start);
      onAcked();
    };
    enqueue({ kind: "awaiting", ...entry, onAppended });
    this.#completeLater(deferred, byteCount, ack);
  }

  /** Completes a call that an earlier writer of this run has put into the journal. */
  addAgain({ records, byteCount }: SentRecords): void {
    this.#completeLater(records, byteCount, this.#acks.expect(byteCount));
  }

  /** Completes the calls that an earlier writer has left open. */
  async completeEarlier(): Promise<void> {
    if (!this.#hasEarlier) return;
    await this.#work; // It has those that the board has sent again.
    const lost: number[] = [];
    for (const { blocks: [metrics, ...standIns] } of this.#findEarlier()) {
      const step = metrics?.lastStep ?? -1;
      const blocks = await this.#makeEarlierBlocks(step);
      if (blocks === undefined) lost.push(step);
      this.#complete(step, blocks ?? standIns);
    }
    this.#hasEarlier = false;
    if (lost.length === 0) return;
    this.#settings.onProblem(
      `The run was killed before everything was stored: images, audio or large histograms of ` +
        `${lost.length === 1 ? "step" : `${lost.length} steps, the first is`} ${lost[0]}, are lost`,
    );
  }

  #findEarlier(): JournalEntry[] {
    try {
      return this.#settings.journal.awaiting(this.#start);
    } catch (error) {
      if (error instanceof JournalLostError) return []; // A commit says so.
      throw error;
    }
  }

  /** The rows of a call that an earlier writer has left open; `undefined` where they are lost. */
  async #makeEarlierBlocks(step: number): Promise<Block[] | undefined> {
    this.#settings.onAlive();
    const records = await this.#settings.deferred.read(step);
    if (records === undefined) return undefined;
    try {
      return await this.#settings.makeBlocks(records);
    } catch (error) {
      if (isOfRecords(error)) return undefined;
      throw error; // Of the disk: the next commit tries it again.
    }
  }

  /** What cannot be prepared would end the thread, and every one after it. */
  #prepare(records: Records): PreparedCall {
    try {
      return prepareCall(records);
    } catch (error) {
      return prepareCall(this.#giveUp(records, error));
    }
  }

  #giveUp(records: Records, error: unknown): Records {
    const reason = `Cannot be stored: ${messageOf(error)}`;
    this.#settings.onProblem(
      `What was logged with images, tables and the like at step ${records.step} cannot be stored ` +
        `(${messageOf(error)}): its rows say so`,
    );
    return unworkable(records, reason);
  }

  /** Some work, for which the thread needs more time the more bytes there are. */
  #measured<T>(byteCount: number, work: () => T): T {
    const ms = Math.ceil(byteCount / BYTES_PER_MS);
    this.#settings.onWork(ms);
    try {
      return work();
    } finally {
      this.#settings.onWork(-ms);
    }
  }

  #completeLater(records: Records, byteCount: number, ack: () => void): void {
    const ms = Math.ceil(byteCount / BYTES_PER_MS);
    this.#work = this.#work.then(async () => {
      this.#settings.onAlive();
      // The promises of one record after the other would not let the event loop turn.
      if (performance.now() - this.#lastTurn > SLICE_MS) {
        await sleep(0);
        this.#lastTurn = performance.now();
      }
      this.#settings.onWork(ms);
      try {
        this.#complete(records.step, await this.#makeBlocks(records), ack);
      } finally {
        this.#settings.onWork(-ms);
      }
    });
  }

  #complete(step: number, blocks: Block[], ack: () => void = () => {}): void {
    const onAppended = () => {
      this.#open.delete(step);
      ack();
      this.#settings.deferred.remove(step);
    };
    this.#settings.enqueue({ kind: "completion", blocks, onAppended });
  }

  /** What fails twice in the same way, and not for the disk or the network, would fail for ever. */
  async #makeBlocks(records: Records): Promise<Block[]> {
    let lastMessage: string | undefined;
    let current = records;
    const make = async () => {
      try {
        return await this.#settings.makeBlocks(current);
      } catch (error) {
        const message = isOfRecords(error) ? messageOf(error) : undefined;
        if (message !== undefined && message === lastMessage) {
          current = this.#giveUp(records, error);
        }
        lastMessage = message;
        throw error;
      }
    };
    return await retryUntil(Infinity, make, {
      pauseMs: RETRY_MS,
      onRetry: (error) => {
        if (isOfRecords(error)) return;
        this.#settings.onProblem(
          `Cannot store what was logged with images, tables and the like (${
            messageOf(error)
          }): it is kept in memory, and tried again`,
        );
      },
    });
  }
}

/** Whether an error lies in the records: not in the disk, and not in what has to be downloaded. */
function isOfRecords(error: unknown): boolean {
  const isOfValues = error instanceof RangeError || error instanceof TypeError ||
    error instanceof WebAssembly.RuntimeError;
  return isOfValues && !isSystemError(error);
}
