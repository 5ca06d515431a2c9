/**
 * How the server and a process that reads boards talk over stdin and stdout:
 * the length of a head and of a body (32 bits each, little-endian), the head as
 * JSON, then the body, which may be empty.
 *
 * @module
 */

const LENGTHS_BYTES = 8;

/** What one side says to the other. */
export interface Frame {
  /** What it is about, not checked. */
  head: unknown;
  body: Uint8Array<ArrayBuffer>;
}

/** How long a head and a body may be, in bytes. */
export interface FrameLimits {
  head: number;
  body: number;
}

/** A frame as the pieces to be written, in their order; the body is not copied. */
export function encodeFrame(head: unknown, body: Uint8Array = new Uint8Array()): Uint8Array[] {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const start = new Uint8Array(LENGTHS_BYTES + json.length);
  const view = new DataView(start.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, body.length, true);
  start.set(json, LENGTHS_BYTES);
  return body.length === 0 ? [start] : [start, body];
}

/**
 * The frames that come over a stream, until its end; one that is cut off is left out.
 *
 * @throws {RangeError} For one that is longer than the limits.
 * @throws {SyntaxError} For a head that is not JSON.
 */
export async function* readFrames(
  stream: AsyncIterable<Uint8Array>,
  limits: FrameLimits,
): AsyncGenerator<Frame> {
  const source = new ByteSource(stream);
  for (;;) {
    const lengths = await source.take(LENGTHS_BYTES);
    if (lengths === undefined) return;
    const view = new DataView(lengths.buffer);
    const headLength = view.getUint32(0, true);
    const bodyLength = view.getUint32(4, true);
    if (headLength > limits.head || bodyLength > limits.body) {
      throw new RangeError(
        `Expected a frame of at most ${limits.head} and ${limits.body} bytes, received one of ` +
          `${headLength} and ${bodyLength}`,
      );
    }
    const json = await source.take(headLength);
    const body = await source.take(bodyLength);
    if (json === undefined || body === undefined) return;
    yield { head: JSON.parse(new TextDecoder().decode(json)), body };
  }
}

/** Bytes of a stream, as many as are asked for. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** `undefined` where the stream ends before. */
  async take(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) return undefined;
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return bytes;
  }
}
