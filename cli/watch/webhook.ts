import type { WatchEvent } from "./watch_event.ts";
import { eventText } from "../../format/run_event.ts";
import { UsageError } from "../errors.ts";

const TIMEOUT_MS = 10_000;

/** How a post has ended. */
export type PostResult =
  | { kind: "done" }
  /** It may be done later; `reason` says what went wrong. */
  | { kind: "later"; reason: string }
  /** It will never be taken. */
  | { kind: "refused"; reason: string };

/**
 * An address that takes events, as JSON with a field `text`, which Slack and others show. The
 * address is a secret: who knows it may post. Of it only the host is ever named.
 */
export class Webhook {
  readonly #url: URL;

  /** @throws {UsageError} For what is no http or https address; it does not say what was given. */
  constructor(address: string) {
    if (!URL.canParse(address)) {
      throw new UsageError("Cannot watch: expected --webhook to be an address, https://…");
    }
    this.#url = new URL(address);
    if (this.#url.protocol === "https:" || this.#url.protocol === "http:") return;
    throw new UsageError(
      `Cannot watch: expected --webhook to be an address of http or https, received one of ` +
        this.#url.protocol.slice(0, 20),
    );
  }

  /** The host, for messages. */
  get host(): string {
    return this.#url.host;
  }

  /** A text that stands for the address, and does not tell it. */
  async hash(): Promise<string> {
    const bytes = new TextEncoder().encode(this.#url.href);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
  }

  /** Posts an event. Never throws. */
  async post(event: WatchEvent, signal: AbortSignal): Promise<PostResult> {
    const { id, kind, boardId, name, group, rank, at, step, reason, durationMs } = event;
    const { level, title, text } = event;
    const body = {
      text: slackText(eventText(event)),
      id,
      event: kind,
      board_id: boardId,
      name,
      group,
      rank,
      at,
      step,
      ...kind === "alert" ? { level, title, alert_text: text ?? null } : {},
      ...reason === undefined ? {} : { reason },
      ...durationMs === undefined ? {} : { duration_ms: durationMs },
    };
    let status: number;
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        // To follow it would hand the event to somebody else.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      status = response.status;
    } catch (error) {
      // The error's own text has the address.
      const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
      const reason = isTimeout ? `no answer within ${TIMEOUT_MS / 1000} s` : "it cannot be reached";
      return { kind: "later", reason };
    }
    if (status >= 200 && status < 300) return { kind: "done" };
    const isTemporary = status === 408 || status === 429 || status >= 500;
    return { kind: isTemporary ? "later" : "refused", reason: `it answered with HTTP ${status}` };
  }
}

/** Slack takes `<…>` for links and calls to all: names and errors may have any text. */
function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
