import { Fifo } from "../../writer/fifo.ts";
import type { ToWriter } from "../../writer/protocol.ts";

/** A message with rows, and what to do once the writer has acknowledged it. */
export interface UnackedMessage {
  message: ToWriter;
  /** How many bytes the writer acknowledges with it. */
  byteCount: number;
  /** The step of its first row. */
  firstStep: number;
  onAcked?(): void;
}

/**
 * The messages that the writer has not acknowledged, oldest first. They are
 * kept so that the next writer can be sent them again if this one fails.
 *
 * The writer does not acknowledge messages one by one. It counts their bytes,
 * in the order of sending, in memory that both threads share.
 */
export class UnackedQueue {
  readonly #messages = new Fifo<UnackedMessage>();
  /** Bytes sent to the current writer. */
  #sentBytes = 0;
  /** Bytes that the current writer has acknowledged. */
  #ackedBytes = 0;
  /** Bytes of those acknowledged messages that have left the queue. */
  #removedBytes = 0;

  /** The messages without an acknowledgement, oldest first. */
  get messages(): readonly UnackedMessage[] {
    return [...this.#messages];
  }

  /** The oldest message without an acknowledgement; `undefined` where there is none. */
  get first(): UnackedMessage | undefined {
    return this.#messages.first;
  }

  /** How many bytes the current writer has been sent and has not acknowledged. */
  get unackedBytes(): number {
    return this.#sentBytes - this.#ackedBytes;
  }

  /** Keeps a message that is being sent. */
  add(message: UnackedMessage): void {
    this.#messages.add(message);
    this.#sentBytes += message.byteCount;
  }

  /**
   * Removes the messages that the writer has acknowledged.
   *
   * @param ackedBytes How many bytes the current writer has acknowledged since it started.
   */
  acknowledge(ackedBytes: number): void {
    this.#ackedBytes = ackedBytes;
    let oldest = this.#messages.first;
    while (oldest !== undefined) {
      const removedBytes = this.#removedBytes + oldest.byteCount;
      if (removedBytes > ackedBytes) return;
      this.#removedBytes = removedBytes;
      this.#messages.remove();
      oldest.onAcked?.();
      oldest = this.#messages.first;
    }
  }

  /** Counts from zero again: a new writer is about to be sent all messages that are left. */
  startOver(): void {
    this.#ackedBytes = 0;
    this.#removedBytes = 0;
    this.#sentBytes = 0;
    for (const { byteCount } of this.#messages) this.#sentBytes += byteCount;
  }

  /** Removes all messages: nobody will acknowledge them. */
  clear(): void {
    const { messages } = this;
    this.#messages.clear();
    for (const message of messages) message.onAcked?.();
  }
}
