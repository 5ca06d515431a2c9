import { Fifo } from "../../writer/fifo.ts";
import type { ToWriter } from "../../writer/protocol.ts";

/** So much is kept for the next writer: more waits only while the disk takes nothing. */
const MAX_CHARS = 16 * 1024 ** 2;

/** Printed lines that are not known to be in `output.log`, for the next writer if this one fails. */
export class UnackedOutput {
  readonly #messages = new Fifo<string>();
  #charCount = 0;
  /** How many messages that the current writer was sent have left the queue. */
  #removed = 0;

  /** How many messages there are. */
  get count(): number {
    return this.#messages.length;
  }

  /** Keeps lines that are being sent. */
  add(lines: string): void {
    this.#messages.add(lines);
    this.#charCount += lines.length;
    while (this.#charCount > MAX_CHARS && this.#messages.length > 1) this.#remove();
  }

  /** Removes what is in the file. @param count How many messages the current writer has written. */
  acknowledge(count: number): void {
    while (this.#removed < count && this.#messages.length > 0) this.#remove();
  }

  /** Returns what a new writer has to be sent, and counts from zero again. */
  startOver(): ToWriter[] {
    this.#removed = 0;
    return Array.from(this.#messages, (lines) => ({ type: "output", lines }));
  }

  /** Removes all: nobody will write it. */
  clear(): void {
    this.#messages.clear();
    this.#charCount = 0;
  }

  #remove(): void {
    this.#charCount -= this.#messages.remove()?.length ?? 0;
    this.#removed++;
  }
}
