import { startTimeout } from "../system/timer.ts";
import { readAnswer } from "./read_answer.ts";
import {
  failureOf,
  fetchAnswer,
  MAX_STALL_MS,
  minBytesIn,
  type NoAnswer,
  stalledText,
} from "./fetch_answer.ts";
import { FailedAttempt, parseRetryAfter, sendPatiently } from "./send_patiently.ts";
import { isNothingAt } from "./nothing_at.ts";
import { StoreError, type StoreErrorKind } from "./store_error.ts";

/** One request to a team's server. */
export interface HttpStoreRequest {
  /** What to do, for messages: `read run_1/metadata.json`. */
  action: string;
  method: "GET" | "PUT" | "DELETE";
  /** Below the server's address. */
  path: string;
  query: Record<string, string>;
  /** Makes the body, anew for each attempt. */
  body?: () => BodyInit;
  /** How many bytes the body has. */
  bodyBytes?: number;
  /** How long the body waits for its rate at most. Default: 0. */
  bodyMs?: number;
  /** Of a longer answer the rest is left. */
  maxBytes: number;
  signal?: AbortSignal;
}

/** What was answered, read to its end. */
export interface HttpStoreAnswer {
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
}

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_QUOTED = 300;

/** What statuses are among a store's errors; all others are `unavailable`. */
const KINDS: Readonly<Record<number, StoreErrorKind>> = {
  400: "invalid",
  401: "denied",
  403: "denied",
  404: "not_found",
  409: "conflict",
  412: "conflict",
  413: "invalid",
  422: "invalid",
  507: "full",
};

/** Sends requests to a team's server, and sends them again where that may help. */
export class HttpRequests {
  /** For messages: the server's address, which has no secret. */
  readonly address: string;
  readonly #token: string;
  readonly #maxStallMs: number;

  /**
   * @param url With a slash at its end.
   * @param maxStallMs How long nothing, or next to nothing, may come of an answer. Default: 30,000.
   * @throws {StoreError} `denied` where the token is none.
   */
  constructor(url: URL, token: string, maxStallMs = MAX_STALL_MS) {
    this.address = url.href;
    this.#maxStallMs = maxStallMs;
    this.#token = token.trim();
    if (/^[\x21-\x7e]+$/.test(this.#token)) return;
    const reason = "the token is none; kobo token create prints one";
    throw new StoreError("denied", `Cannot reach ${this.address}: ${reason}`);
  }

  /**
   * Sends a request.
   *
   * @returns The answer, and how many times it was asked.
   * @throws {StoreError} For any status but success, and where there is no whole answer.
   */
  async send(request: HttpStoreRequest): Promise<HttpStoreAnswer & { attempts: number }> {
    const { answer, attempts } = await sendPatiently(() => this.#try(request), request.signal);
    return { ...answer, attempts };
  }

  /**
   * Sends a request whose answer is read as it comes, once. It may take any time, but fails where
   * nothing comes for too long.
   *
   * @throws {StoreError} As {@linkcode send}.
   */
  async stream(request: Omit<HttpStoreRequest, "maxBytes">): Promise<ReadableStream<Uint8Array>> {
    const { answer } = await sendPatiently(async () => {
      const stall = new AbortController();
      const timer = startTimeout(() => stall.abort(), this.#maxStallMs);
      const { signal } = request;
      const signals = signal === undefined ? [stall.signal] : [stall.signal, signal];
      try {
        const response = await this.#fetch({ ...request, maxBytes: 0 }, AbortSignal.any(signals));
        if (response.ok && response.body !== null) {
          return this.#withoutStalls(response.body, () => stall.abort());
        }
        const bytes = await readAnswer(response, request.method, MAX_ERROR_BYTES);
        return this.#fail(request, response, bytes);
      } catch (error) {
        signal?.throwIfAborted();
        const isSlow = stall.signal.aborted;
        const reason = isSlow ? stalledText(this.#maxStallMs) : failureOf(error);
        return this.#interrupted(request, { reason, isSlow });
      } finally {
        timer.stop();
      }
    }, request.signal);
    return answer;
  }

  /** A body that fails where nothing, or next to nothing, comes of it for too long while it is waited for. */
  #withoutStalls(
    body: ReadableStream<Uint8Array>,
    giveUp: () => void,
  ): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    const minBytes = minBytesIn(this.#maxStallMs);
    let waitedMs = 0;
    let bytes = 0;
    return new ReadableStream({
      pull: async (controller) => {
        let isStalled = false;
        const start = performance.now();
        const timer = startTimeout(() => {
          isStalled = true;
          giveUp();
        }, this.#maxStallMs - waitedMs);
        try {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          controller.enqueue(value);
          waitedMs += performance.now() - start;
          bytes += value.length;
          if (bytes >= minBytes) waitedMs = bytes = 0;
        } catch (error) {
          controller.error(isStalled ? new Error(stalledText(this.#maxStallMs)) : error);
        } finally {
          timer.stop();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
  }

  /** An error that names what was to be done, and repeats no token. */
  error(kind: StoreErrorKind, action: string, reason: string): StoreError {
    const said = reason.replaceAll(this.#token, "***"); // A server may repeat what it was sent.
    const text = said.length > MAX_QUOTED ? `${said.slice(0, MAX_QUOTED)}…` : said;
    return new StoreError(kind, `Cannot ${action} in ${this.address}: ${text}`);
  }

  async #try(request: HttpStoreRequest): Promise<HttpStoreAnswer | FailedAttempt> {
    const { signal, method, maxBytes, bodyBytes, bodyMs } = request;
    const answer = await fetchAnswer(
      (signal) => this.#fetch(request, signal),
      {
        method,
        maxBytes,
        sentBytes: bodyBytes,
        moreMs: bodyMs,
        signal,
        maxStallMs: this.#maxStallMs,
      },
    );
    if ("reason" in answer) return this.#interrupted(request, answer);
    const { response, bytes } = answer;
    return response.ok
      ? { headers: response.headers, bytes }
      : this.#fail(request, response, bytes);
  }

  async #fetch(request: HttpStoreRequest, signal?: AbortSignal): Promise<Response> {
    const { method, path, query, body } = request;
    const url = new URL(path, this.address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return await fetch(url, {
      method,
      signal,
      body: body?.(),
      // Who answers elsewhere gets no token.
      redirect: "manual",
      headers: {
        authorization: `Bearer ${this.#token}`,
        // A body that is packed would have another length.
        "accept-encoding": "identity",
        ...(body !== undefined && { "content-type": "application/octet-stream" }),
      },
    });
  }

  #fail(
    { action }: Pick<HttpStoreRequest, "action">,
    { status, headers }: Response,
    bytes: Uint8Array,
  ): FailedAttempt {
    const kind = status >= 300 && status < 400 ? "invalid" : KINDS[status] ?? "unavailable";
    const answered = messageIn(bytes);
    // A server of ours, too, where the path in the address is not its own.
    const isElsewhere = status === 404 && (answered === undefined || isNothingAt(answered));
    const said = isElsewhere
      ? "no team's server answers there; give the address that kobo serve prints, with its --base-path"
      : answered ??
        (status === 413
          ? "a reverse proxy takes no body of this size (nginx: client_max_body_size 0)"
          : status >= 300 && status < 400
          ? `it leads to ${headers.get("location") ?? "another address"}`
          : `the server answered with status ${status}`);
    return new FailedAttempt(this.error(kind, action, said), {
      isTemporary: kind === "unavailable",
      retryAfterMs: parseRetryAfter(headers.get("retry-after")),
    });
  }

  #interrupted(
    { action }: Pick<HttpStoreRequest, "action">,
    { reason, isSlow }: NoAnswer,
  ): FailedAttempt {
    const error = this.error("unavailable", action, reason);
    return new FailedAttempt(error, { isTemporary: true, isSlow });
  }
}

/** What our own server says in words. */
function messageIn(bytes: Uint8Array): string | undefined {
  try {
    const { error } = Object(JSON.parse(new TextDecoder().decode(bytes)));
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}
