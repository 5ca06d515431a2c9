import { Fifo } from "./fifo.ts";

/**
 * Acknowledges what the board has sent in the order of sending, in which the board counts it, though
 * the writer may be done with it in another.
 */
export class OrderedAcks {
  readonly #unacked = new Fifo<{ count: number; isDone: boolean }>();
  readonly #onAcked: (count: number) => void;

  /** @param onAcked Is called with what the board may count. */
  constructor(onAcked: (count: number) => void) {
    this.#onAcked = onAcked;
  }

  /** Whether the writer is done with all of it. */
  get isEmpty(): boolean {
    return this.#unacked.length === 0;
  }

  /**
   * Something was sent.
   *
   * @param count As how much the board counts it.
   * @returns A function to call once the writer is done with it.
   */
  expect(count: number): () => void {
    const expected = { count, isDone: false };
    this.#unacked.add(expected);
    return () => {
      expected.isDone = true;
      while (this.#unacked.first?.isDone) {
        this.#onAcked(this.#unacked.first.count);
        this.#unacked.remove();
      }
    };
  }
}
