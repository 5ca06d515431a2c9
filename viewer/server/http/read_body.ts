import { RequestError } from "./request_error.ts";

const MAX_BYTES = 1024 ** 2;
const MAX_RECEIVE_MS = 10_000;

/**
 * The JSON object in a request's body, of at most 1 MiB.
 *
 * @param maxReceiveMs How long the client may take to send it. Default: 10,000.
 * @throws {RequestError} `bad_request`; `cancelled` if the body ends early.
 */
export async function readBody(
  request: Request,
  maxReceiveMs = MAX_RECEIVE_MS,
): Promise<Record<string, unknown>> {
  // A form on a foreign page cannot send this type.
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new RequestError("bad_request", "Expected a body of the type application/json", {
      status: 415,
    });
  }
  if (Number(request.headers.get("content-length")) > MAX_BYTES) throw tooLarge();
  const bytes = await readBytes(request, maxReceiveMs);
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new RequestError("bad_request", "The body of the request is not JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new RequestError("bad_request", "The body of the request is not a JSON object");
  }
  return body as Record<string, unknown>;
}

async function readBytes(request: Request, maxReceiveMs: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let hasTimedOut = false;
  const timer = setTimeout(() => {
    hasTimedOut = true;
    reader.cancel().catch(() => {});
  }, maxReceiveMs);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > MAX_BYTES) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError("cancelled", "The body of the request ended early", { cause: error });
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {}); // The rest is not read.
  }
  if (hasTimedOut) throw new RequestError("bad_request", "The body of the request took too long");
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(): RequestError {
  return new RequestError(
    "bad_request",
    `The body of the request has more than ${MAX_BYTES} bytes`,
    {
      status: 413,
    },
  );
}
