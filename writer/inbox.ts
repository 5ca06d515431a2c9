/**
 * The messages that come to a worker, kept until somebody takes them: a worker that was started
 * before it had a board loads its modules, and waits, while the first ones come.
 */
export class Inbox<Message> {
  readonly #waiting: Message[] = [];
  #take?: (message: Message) => void;

  /** Begins to keep what comes. */
  constructor() {
    // Not `parentPort.on()`, which searches every message for ports, value by value.
    globalThis.addEventListener("message", (event) => {
      const message: Message = (event as MessageEvent).data;
      if (this.#take === undefined) this.#waiting.push(message);
      else this.#take(message);
    });
  }

  /** Gives the next message, and no other, to whoever waits. */
  next(): Promise<Message> {
    return new Promise((resolve) => {
      const [message] = this.#waiting.splice(0, 1);
      if (message !== undefined) return resolve(message);
      this.#take = (first) => {
        this.#take = undefined;
        resolve(first);
      };
    });
  }

  /** Gives all messages, from now on, to a function. */
  handle(take: (message: Message) => void): void {
    this.#take = take;
    for (const message of this.#waiting.splice(0)) take(message);
  }
}
