import { messageOf } from "../system/message_of.ts";
import { startTimeout } from "../system/timer.ts";
import { readAnswer } from "./read_answer.ts";
import { timeoutFor, transferMs } from "./send_patiently.ts";

/** Of an answer that says what went wrong, the rest is left. */
const MAX_ERROR_BYTES = 64 * 1024;

/** What helps where a connection fails, by a part of the error's text. */
const HINTS = [
  ["certificate", "DENO_CERT names a file of certificates to trust besides the usual ones"],
  ["corrupt message", "it may speak no TLS: try http:// in place of https://"],
  ["invalid HTTP version", "it may speak TLS: try https:// in place of http://"],
] as const;

/** What is expected of an answer, and what it may take. */
export interface AnswerLimits {
  method: string;
  /** Of a longer answer the rest is left. */
  maxBytes: number;
  /** How many bytes are sent. Default: 0. */
  sentBytes?: number;
  /** How much longer it may take than its bytes do, as where they are sent slowly. Default: 0. */
  moreMs?: number;
  /** How long nothing, or next to nothing, may come of it. Default: 30,000. */
  maxStallMs?: number;
  signal?: AbortSignal;
}

/** Why there is no answer. */
export interface NoAnswer {
  /** In words. */
  reason: string;
  /** Whether it took too long: who asks again waits as long again. */
  isSlow: boolean;
}

/** Of any answer, so long nothing may come, or next to nothing. */
export const MAX_STALL_MS = 30_000;
/** Two objects of a list. One byte now and then would hold up whoever reads it for ever. */
const MIN_BYTES_PER_SECOND = 100;

/** So many bytes are more than next to nothing. */
export function minBytesIn(ms: number): number {
  return MIN_BYTES_PER_SECOND * ms / 1000;
}

/** What to say of an answer of which next to nothing came. */
export function stalledText(ms: number): string {
  return `next to nothing came for ${ms / 1000} s`;
}

/**
 * Fetches an answer, and reads it to its end, in the time that its bytes may take, as long as more
 * than next to nothing comes of it.
 *
 * @param ask Sends the request; the signal ends it.
 * @returns The answer, or why there is none.
 * @throws The reason of the caller's signal, when it is aborted.
 */
export async function fetchAnswer(
  ask: (signal: AbortSignal) => Promise<Response>,
  limits: AnswerLimits,
): Promise<{ response: Response; bytes: Uint8Array<ArrayBuffer> } | NoAnswer> {
  const { method, maxBytes, sentBytes = 0, moreMs = 0, maxStallMs = MAX_STALL_MS, signal } = limits;
  const giveUp = new AbortController();
  let slow: string | undefined;
  const end = (reason: string) => {
    slow ??= reason;
    giveUp.abort(new Error(reason));
  };
  const expectedBytes = sentBytes + (method === "GET" ? maxBytes : 0);
  const timer = startTimeout(() => end("it took too long"), moreMs + timeoutFor(expectedBytes));
  const startStall = (ms: number) => startTimeout(() => end(stalledText(maxStallMs)), ms);
  // Until its head is there: a server that sends ever more of it sends no answer either.
  let stall = startStall(maxStallMs + moreMs + transferMs(sentBytes));
  let since = 0;
  const signals = signal === undefined ? [giveUp.signal] : [giveUp.signal, signal];
  try {
    const response = await ask(AbortSignal.any(signals));
    const noteBytes = (count: number) => {
      since += count;
      if (since < minBytesIn(maxStallMs)) return;
      since = 0;
      stall.stop();
      stall = startStall(maxStallMs);
    };
    noteBytes(minBytesIn(maxStallMs));
    const most = response.ok ? maxBytes : MAX_ERROR_BYTES;
    const bytes = await readAnswer(response, method, most, noteBytes);
    return { response, bytes };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: slow ?? failureOf(error), isSlow: slow !== undefined };
  } finally {
    stall.stop();
    timer.stop();
  }
}

/** Why a request was not answered, in words: Deno's error says "fetch failed", its cause the rest. */
export function failureOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause ?? error : error;
  // The address is named by whoever says this, without what is secret in it.
  const said = messageOf(cause).replace(/^error sending request .*?\): /, "");
  const hint = HINTS.find(([part]) => said.includes(part))?.[1];
  return hint === undefined ? said : `${said}; ${hint}`;
}
