import type { ToWriter } from "../../writer/protocol.ts";
import type { SharedState } from "../../writer/shared_state.ts";
import { UnackedQueue } from "./unacked_queue.ts";

type BlockMessage = Extract<ToWriter, { type: "block" }>;

/**
 * All rows that the writer has not acknowledged: blocks, which are not known
 * to be in the journal, and records, which are not known to be stored.
 *
 * Their memory is bounded. Whoever sends more than the bound has to wait.
 */
export class UnackedRows {
  /** Rows of the table `metrics`. */
  readonly blocks: UnackedQueue = new UnackedQueue();
  /** Media, tables and histograms. */
  readonly records: UnackedQueue = new UnackedQueue();
  readonly #maxBytes: number;

  /** @param maxBytes The bound, in bytes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Keeps a block that is being sent.
   *
   * @param onAcked Called once the journal has it.
   * @param onRecordsAcked Called once the records in it are stored.
   */
  addBlock(message: BlockMessage, onAcked: () => void, onRecordsAcked?: () => void): void {
    const { block: { firstStep }, byteCount, sent } = message;
    this.blocks.add({ message, byteCount, firstStep, onAcked });
    if (sent === undefined) return;
    this.records.add({
      message: { type: "records", sent },
      byteCount: sent.byteCount,
      firstStep: sent.records.step,
      onAcked: onRecordsAcked,
    });
  }

  /** Whether they take more memory than the bound, as of the last {@linkcode acknowledge}. */
  get isFull(): boolean {
    // Texts and short arrays of a block are in memory twice: here, and in the message on its way.
    // What records hold is in shared memory, once.
    return 2 * this.blocks.unackedBytes + this.records.unackedBytes > this.#maxBytes;
  }

  /** The lowest step of all; `undefined` where there are none. */
  get firstStep(): number | undefined {
    const oldest = [...this.blocks.messages.slice(0, 1), ...this.records.messages.slice(0, 1)];
    return oldest.length === 0 ? undefined : Math.min(...oldest.map(({ firstStep }) => firstStep));
  }

  /** Removes what the current writer has acknowledged, and frees its memory. */
  acknowledge({ ackedBytes, ackedRecordBytes }: SharedState): void {
    this.blocks.acknowledge(ackedBytes);
    this.records.acknowledge(ackedRecordBytes);
  }

  /**
   * Returns all messages in the order in which a new writer needs them, and
   * counts from zero again. Records whose block is sent again are in it; those
   * of earlier steps come first, on their own.
   */
  startOver(): ToWriter[] {
    this.blocks.startOver();
    this.records.startOver();
    const firstStep = this.blocks.messages[0]?.firstStep ?? Infinity;
    const earlier = this.records.messages.filter((message) => message.firstStep < firstStep);
    return [...earlier, ...this.blocks.messages].map(({ message }) => message);
  }
}
