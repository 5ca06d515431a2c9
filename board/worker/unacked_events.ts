import { Fifo } from "../../writer/fifo.ts";
import type { ToWriter } from "../../writer/protocol.ts";

/** Messages with rows of event tables that are not known to be in the journal, oldest first. */
export class UnackedEvents {
  readonly #messages = new Fifo<ToWriter>();
  /** How many messages that the current writer was sent have left the queue. */
  #removed = 0;

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** How many there are. */
  get count(): number {
    return this.#messages.length;
  }

  /** Keeps a message that is being sent. */
  add(message: ToWriter): void {
    this.#messages.add(message);
  }

  /** Removes what is in the journal. @param count How many messages the current writer has done. */
  acknowledge(count: number): void {
    for (; this.#removed < count; this.#removed++) this.#messages.remove();
  }

  /** Returns what a new writer has to be sent, and counts from zero again. */
  startOver(): ToWriter[] {
    this.#removed = 0;
    return [...this.#messages];
  }

  /** Removes all: nobody will write it. */
  clear(): void {
    this.#messages.clear();
  }
}
