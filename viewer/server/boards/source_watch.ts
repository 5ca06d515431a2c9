import { messageOf } from "../../../system/message_of.ts";
import { sleep } from "../../../system/sleep.ts";
import type { BoardSource } from "./board_source.ts";

/** A sync sends what is new as often. */
const INTERVAL_MS = 15_000;
/** A store that takes long to list is left alone for so many times as long. */
const FACTOR = 10;

/** Lists the boards of a source again and again; what goes wrong is said once, until it goes well. */
export class SourceWatch {
  readonly #source: BoardSource;
  readonly #log: (message: string) => void;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;

  /** Begins. @param log Is told what goes wrong. */
  constructor(source: BoardSource, log: (message: string) => void) {
    this.#source = source;
    this.#log = log;
    this.#ended = this.#run();
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let known: string | undefined;
    let pauseMs = INTERVAL_MS;
    while (!signal.aborted) {
      await sleep(pauseMs, signal).catch(() => {});
      if (signal.aborted) return;
      const start = performance.now();
      try {
        await this.#source.list({ signal });
        known = undefined;
      } catch (error) {
        const message = messageOf(error);
        if (!signal.aborted && message !== known) this.#log(`${message}; it is tried again`);
        known = message;
      }
      pauseMs = Math.max(INTERVAL_MS, FACTOR * (performance.now() - start));
    }
  }
}
