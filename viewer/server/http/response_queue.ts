import { startTimeout, type Timer } from "../../../system/timer.ts";
import { RequestError } from "./request_error.ts";

/** A client that has read nothing for this long is disconnected. */
const MAX_STALL_MS = 60_000;
const CHUNK_BYTES = 64 * 1024;
const MAX_STREAMS = 128;
const MAX_BYTES = 256 * 1024 ** 2;
/** One person may have so much of all of these. A pull alone has 64 MiB on its way, over slow lines for long. */
const SHARE_OF_STREAMS = 1 / 4;
const SHARE_OF_BYTES = 1 / 2;

/** The limits of a {@linkcode ResponseQueue}. */
export interface ResponseQueueLimits {
  /** How many streams may be open. Default: 128. */
  maxStreams?: number;
  /** How many bytes all of them may hold together. Default: 256 MiB. */
  maxBytes?: number;
  /** How long a client may read nothing, in milliseconds. Default: 60,000. */
  maxStallMs?: number;
}

/** Sends large responses at the pace of their readers: a {@linkcode ResponseQueue}, or somebody's share. */
export interface Responses {
  /**
   * A body of bytes in memory; short ones are returned as they are.
   *
   * @throws {RequestError} `busy` if too much is being sent already.
   */
  bytes(bytes: Uint8Array<ArrayBuffer>): BodyInit;
  /**
   * A body of chunks that are produced when the client reads them.
   *
   * @param chunks Ended by `return()` when the client stops reading.
   * @param heldBytes How much memory it holds until it has ended.
   * @throws {RequestError} `busy` if too much is being sent already.
   */
  chunks(chunks: AsyncGenerator<Uint8Array>, heldBytes: number): ReadableStream<Uint8Array>;
}

/** It limits how much memory and how many open files slow readers can hold. */
export class ResponseQueue implements Responses {
  readonly #maxStreams: number;
  readonly #maxBytes: number;
  readonly #maxStallMs: number;
  /** Ends one stream each. */
  readonly #aborts = new Set<() => void>();
  #bytes = 0;
  /** What each has of them, as long as somebody has any. */
  readonly #shares = new Map<string, { streams: number; bytes: number }>();

  /** A queue without streams. */
  constructor(limits: ResponseQueueLimits = {}) {
    this.#maxStreams = limits.maxStreams ?? MAX_STREAMS;
    this.#maxBytes = limits.maxBytes ?? MAX_BYTES;
    this.#maxStallMs = limits.maxStallMs ?? MAX_STALL_MS;
  }

  /** Somebody's part of it: a quarter of the streams, half of the bytes at most. @param who Without a name, all of it. */
  of(who: string | undefined): Responses {
    return {
      bytes: (bytes) => this.#send(bytes, who),
      chunks: (chunks, heldBytes) => this.#stream(chunks, heldBytes, who),
    };
  }

  /** As {@linkcode Responses} says, of nobody's share. */
  bytes(bytes: Uint8Array<ArrayBuffer>): BodyInit {
    return this.#send(bytes);
  }

  /** As {@linkcode Responses} says, of nobody's share. */
  chunks(chunks: AsyncGenerator<Uint8Array>, heldBytes: number): ReadableStream<Uint8Array> {
    return this.#stream(chunks, heldBytes);
  }

  #send(bytes: Uint8Array<ArrayBuffer>, who?: string): BodyInit {
    if (bytes.length <= CHUNK_BYTES) return bytes;
    return this.#stream(inChunks(bytes), bytes.length, who);
  }

  /** Counts a response, until what this returns is called; `undefined` where there are too many. */
  #take(bytes: number, who?: string): (() => void) | undefined {
    if (this.#aborts.size >= this.#maxStreams || this.#bytes + bytes > this.#maxBytes) {
      return undefined;
    }
    const share = who === undefined ? undefined : this.#shares.get(who) ?? { streams: 0, bytes: 0 };
    // One at least, be it as large as it may.
    const isOver = share !== undefined && share.streams > 0 &&
      (share.streams >= this.#maxStreams * SHARE_OF_STREAMS ||
        share.bytes + bytes > this.#maxBytes * SHARE_OF_BYTES);
    if (isOver) return undefined;
    const count = (streams: 1 | -1, more: number) => {
      this.#bytes += more;
      if (who === undefined || share === undefined) return;
      share.streams += streams;
      share.bytes += more;
      if (share.streams > 0) this.#shares.set(who, share);
      else this.#shares.delete(who);
    };
    count(1, bytes);
    return () => count(-1, -bytes);
  }

  #stream(
    chunks: AsyncGenerator<Uint8Array>,
    heldBytes: number,
    who?: string,
  ): ReadableStream<Uint8Array> {
    const giveBack = this.#take(heldBytes, who);
    if (giveBack === undefined) {
      void chunks.return(undefined);
      throw new RequestError("busy", "Too many responses are being sent: try again in a moment");
    }
    let timer: Timer | undefined;
    let hasEnded = false;
    const end = async () => {
      timer?.stop();
      if (hasEnded) return;
      hasEnded = true;
      this.#aborts.delete(abort);
      giveBack();
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
