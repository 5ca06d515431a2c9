import { messageOf } from "../../system/message_of.ts";
import { printMessage } from "../output/print.ts";
import type { PendingEvent, WatchState } from "./watch_state.ts";
import type { WatchEvent } from "./watch_event.ts";
import type { Webhook } from "./webhook.ts";

/** An event that is not taken is posted so often. */
const MAX_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/**
 * Tells events, oldest first: prints each, and posts it to a webhook. Before an event is told, the
 * state on disk says that it was: a kill in between may lose it, but tells nothing twice.
 */
export class Teller {
  readonly #state: WatchState;
  readonly #print: (event: WatchEvent) => void;
  readonly #webhook?: Webhook;
  #pauseUntil = 0;
  #hasToldOfState = false;

  /** @param print Is given each event once. */
  constructor(state: WatchState, print: (event: WatchEvent) => void, webhook?: Webhook) {
    this.#state = state;
    this.#print = print;
    this.#webhook = webhook;
  }

  /** When what is pending may be tried again, by `performance.now()`. */
  get pauseUntil(): number {
    return this.#pauseUntil;
  }

  /** Tells what is pending, until something has to wait. */
  async tellAll(signal: AbortSignal): Promise<void> {
    this.#save();
    while (!signal.aborted && performance.now() >= this.#pauseUntil) {
      const next = this.#state.pending.shift();
      if (next === undefined) return;
      this.#save();
      if (next.attempts === 0) this.#print(next.event);
      if (this.#webhook !== undefined) await this.#post(this.#webhook, next, signal);
    }
  }

  async #post(webhook: Webhook, { event, attempts }: PendingEvent, signal: AbortSignal) {
    const result = await webhook.post(event, signal);
    if (result.kind === "done") return;
    const what = `Cannot post to ${webhook.host}: ${result.reason}`;
    const isLast = result.kind === "refused" || attempts + 1 >= MAX_ATTEMPTS;
    if (isLast) return printMessage(`${what}; given up: ${event.id}`);
    if (!signal.aborted && attempts === 0) printMessage(`${what}; it is tried again`);
    this.#state.pending.unshift({ event, attempts: attempts + 1 });
    this.#pauseUntil = performance.now() +
      Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
    this.#save();
  }

  /** Without a file a watch works too; only the next one may tell something again. */
  #save(): void {
    try {
      this.#state.save();
    } catch (error) {
      if (this.#hasToldOfState) return;
      this.#hasToldOfState = true;
      printMessage(
        `Cannot keep what was told, so the next watch may tell it again: ${messageOf(error)}`,
      );
    }
  }
}
