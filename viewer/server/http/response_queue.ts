import { RequestError } from "./request_error.ts";

/** A client that has not taken anything for so long is given up. */
const STALL_MS = 60_000;
const CHUNK_BYTES = 64 * 1024;
const MAX_STREAMS = 128;
const MAX_BYTES = 256 * 1024 ** 2;

/**
 * Sends large answers at the pace of who reads them, and bounds what slow
 * readers can hold of memory and open files.
 */
export class ResponseQueue {
  readonly #open = new Set<() => void>();
  #bytes = 0;

  /**
   * A body of bytes that are there: small ones are handed over at once.
   *
   * @throws {RequestError} `busy` where too much is on its way already.
   */
  bytes(bytes: Uint8Array<ArrayBuffer>): BodyInit {
    if (bytes.length <= CHUNK_BYTES) return bytes;
    return this.chunks(inChunks(bytes), bytes.length);
  }

  /**
   * A body of chunks that are made when they are asked for.
   *
   * @param chunks Is ended with `return()` where nobody reads any more.
   * @param heldBytes What it holds in memory until it has ended.
   * @throws {RequestError} `busy` where too much is on its way already.
   */
  chunks(chunks: AsyncGenerator<Uint8Array>, heldBytes: number): ReadableStream<Uint8Array> {
    if (this.#open.size >= MAX_STREAMS || this.#bytes + heldBytes > MAX_BYTES) {
      void chunks.return(undefined);
      throw new RequestError("busy", "Too many answers are on their way: try again in a moment");
    }
    this.#bytes += heldBytes;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    const end = async () => {
      clearTimeout(timer);
      if (hasEnded) return;
      hasEnded = true;
      this.#open.delete(giveUp);
      this.#bytes -= heldBytes;
      await chunks.return(undefined);
    };
    let giveUp = () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        giveUp = () => {
          controller.error(new Error("This answer was given up"));
          end().catch(() => {});
        };
        this.#open.add(giveUp);
      },
      async pull(controller) {
        clearTimeout(timer);
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
        timer = setTimeout(giveUp, STALL_MS);
        Deno.unrefTimer(timer as unknown as number);
      },
      cancel: end,
    }, { highWaterMark: 0 });
    return body;
  }

  /** Breaks off all answers that are on their way. */
  close(): void {
    for (const giveUp of [...this.#open]) giveUp();
  }
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}
