import { RequestError } from "../http/request_error.ts";

/** A client that sends nothing for so long has gone. */
const MAX_STALL_MS = 30_000;
/** After the first seconds a body comes at this pace on average, or is given up: bytes per second. */
const MIN_PACE = 1024;
const PACE_FROM_MS = 60_000;
/** Of a body that is refused so much is read, and for so long, so that the client reads the answer. */
const MAX_DRAINED_BYTES = 64 * 1024 ** 2;
const MAX_DRAIN_MS = 10_000;

/** How patient {@linkcode bodyChunks} is. */
export interface BodyPatience {
  /** Default: 30,000. */
  maxStallMs?: number;
}

/**
 * The body of a request as it comes, which must have as many bytes as was said.
 *
 * @throws {RequestError} Where it has fewer or more bytes, ends early, or comes too slowly.
 */
export async function* bodyChunks(
  request: Request,
  size: number,
  { maxStallMs = MAX_STALL_MS }: BodyPatience = {},
): AsyncGenerator<Uint8Array> {
  const refuse = (reason: string, cause?: unknown) =>
    new RequestError("bad_request", `Cannot take the body of the request: ${reason}`, { cause });
  const reader = request.body?.getReader();
  const start = performance.now();
  let count = 0;
  try {
    while (reader !== undefined) {
      const { value, done } = await withTimeout(reader.read(), maxStallMs).catch((error) => {
        throw refuse(error === STALLED ? "nothing came for too long" : "it ended early", error);
      });
      if (done) break;
      count += value.length;
      if (count > size) throw refuse(`expected ${size} bytes, received more`);
      const ms = performance.now() - start;
      if (ms > PACE_FROM_MS && count / (ms / 1000) < MIN_PACE) throw refuse("it came too slowly");
      yield value;
    }
    if (count < size) throw refuse(`expected ${size} bytes, received ${count}`);
  } finally {
    reader?.releaseLock();
  }
}

/** Reads what is left of a body that was refused, up to a limit. Never throws. */
export async function drainBody(request: Request): Promise<void> {
  let count = 0;
  const end = performance.now() + MAX_DRAIN_MS;
  try {
    const reader = request.body?.getReader();
    while (reader !== undefined && count < MAX_DRAINED_BYTES) {
      const left = end - performance.now();
      if (left <= 0) break;
      const { value, done } = await withTimeout(reader.read(), left);
      if (done) return;
      count += value.length;
    }
    await reader?.cancel();
  } catch {
    // It has gone.
  }
}

const STALLED = Symbol("stalled");

function withTimeout<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(STALLED), ms);
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
