import { startTimeout, type Timer } from "../../../system/timer.ts";
import { RequestError } from "./request_error.ts";

/** A client that has read nothing for this long is disconnected. */
const MAX_STALL_MS = 60_000;
const CHUNK_BYTES = 64 * 1024;
const MAX_STREAMS = 128;
const MAX_BYTES = 256 * 1024 ** 2;

/** The limits of a {@linkcode ResponseQueue}. */
export interface ResponseQueueLimits {
  /** How many streams may be open. Default: 128. */
  maxStreams?: number;
  /** How many bytes all of them may hold together. Default: 256 MiB. */
  maxBytes?: number;
  /** How long a client may read nothing, in milliseconds. Default: 60,000. */
  maxStallMs?: number;
}

/**
 * Sends large responses at the pace of their readers. It limits how much
 * memory and how many open files slow readers can hold.
 */
export class ResponseQueue {
  readonly #maxStreams: number;
  readonly #maxBytes: number;
  readonly #maxStallMs: number;
  /** Ends one stream each. */
  readonly #aborts = new Set<() => void>();
  #bytes = 0;

  /** A queue without streams. */
  constructor(limits: ResponseQueueLimits = {}) {
    this.#maxStreams = limits.maxStreams ?? MAX_STREAMS;
    this.#maxBytes = limits.maxBytes ?? MAX_BYTES;
    this.#maxStallMs = limits.maxStallMs ?? MAX_STALL_MS;
  }

  /**
   * A body of bytes in memory; short ones are returned as they are.
   *
   * @throws {RequestError} `busy` if too much is being sent already.
   */
  bytes(bytes: Uint8Array<ArrayBuffer>): BodyInit {
    if (bytes.length <= CHUNK_BYTES) return bytes;
    return this.chunks(inChunks(bytes), bytes.length);
  }

  /**
   * A body of chunks that are produced when the client reads them.
   *
   * @param chunks Ended by `return()` when the client stops reading.
   * @param heldBytes How much memory it holds until it has ended.
   * @throws {RequestError} `busy` if too much is being sent already.
   */
  chunks(chunks: AsyncGenerator<Uint8Array>, heldBytes: number): ReadableStream<Uint8Array> {
    if (this.#aborts.size >= this.#maxStreams || this.#bytes + heldBytes > this.#maxBytes) {
      void chunks.return(undefined);
      throw new RequestError("busy", "Too many responses are being sent: try again in a moment");
    }
    this.#bytes += heldBytes;
    let timer: Timer | undefined;
    let hasEnded = false;
    const end = async () => {
      timer?.stop();
      if (hasEnded) return;
      hasEnded = true;
      this.#aborts.delete(abort);
      this.#bytes -= heldBytes;
      await chunks.return(undefined);
    };
    let abort = () => {};
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        abort = () => {
          controller.error(new Error("This response was aborted"));
          end().catch(() => {});
        };
        this.#aborts.add(abort);
      },
      pull: async (controller) => {
        timer?.stop();
        try {
          const { value, done } = await chunks.next();
          if (hasEnded) return;
          if (done) {
            await end();
            controller.close();
            return;
          }
          controller.enqueue(value);
        } catch (error) {
          await end();
          throw error;
        }
        timer = startTimeout(abort, this.#maxStallMs);
      },
      cancel: end,
    }, { highWaterMark: 0 });
  }

  /** Aborts all responses that are being sent. */
  close(): void {
    for (const abort of [...this.#aborts]) abort();
  }
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}
