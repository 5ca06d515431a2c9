import { messageOf } from "../system/message_of.ts";
import { startTimeout } from "../system/timer.ts";
import { readAnswer } from "./read_answer.ts";
import { timeoutFor } from "./send_patiently.ts";

/** Of an answer that says what went wrong, the rest is left. */
const MAX_ERROR_BYTES = 64 * 1024;

/** What is expected of an answer, and what it may take. */
export interface AnswerLimits {
  method: string;
  /** Of a longer answer the rest is left. */
  maxBytes: number;
  /** How many bytes are sent. Default: 0. */
  sentBytes?: number;
  /** How much longer it may take than its bytes do, as where they are sent slowly. Default: 0. */
  moreMs?: number;
  signal?: AbortSignal;
}

/**
 * Fetches an answer, and reads it to its end, in the time that its bytes may take.
 *
 * @param ask Sends the request; the signal ends it.
 * @returns The answer, or in words why there is none.
 * @throws The reason of the caller's signal, when it is aborted.
 */
export async function fetchAnswer(
  ask: (signal: AbortSignal) => Promise<Response>,
  { method, maxBytes, sentBytes = 0, moreMs = 0, signal }: AnswerLimits,
): Promise<{ response: Response; bytes: Uint8Array<ArrayBuffer> } | string> {
  const timeout = new AbortController();
  const timeoutMs = moreMs + timeoutFor(sentBytes + (method === "GET" ? maxBytes : 0));
  const timer = startTimeout(() => timeout.abort(new Error("it took too long")), timeoutMs);
  const signals = signal === undefined ? [timeout.signal] : [timeout.signal, signal];
  try {
    const response = await ask(AbortSignal.any(signals));
    const bytes = await readAnswer(response, method, response.ok ? maxBytes : MAX_ERROR_BYTES);
    return { response, bytes };
  } catch (error) {
    signal?.throwIfAborted();
    return timeout.signal.aborted ? "it took too long" : failureOf(error);
  } finally {
    timer.stop();
  }
}

/** Why a request was not answered, in words: Deno's error says "fetch failed", its cause the rest. */
export function failureOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause ?? error : error;
  // The address is named by whoever says this, without what is secret in it.
  const said = messageOf(cause).replace(/^error sending request .*?\): /, "");
  return said.includes("certificate")
    ? `${said}; DENO_CERT names a file of certificates to trust besides the usual ones`
    : said;
}
