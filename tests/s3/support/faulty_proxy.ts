import { Buffer } from "node:buffer";
import { request as httpRequest } from "node:http";
import type { Random } from "../../faults/support/random.ts";

/** What goes wrong with one request. */
const FAULTS = [
  "refused", // 500, and nothing was done
  "lost answer", // 500, and all was done
  "busy", // 503 with Retry-After, and nothing was done
  "no answer", // the connection is cut, and nothing was done
  "half an answer", // all was done, and the connection is cut within the answer
  "wrong ETag",
  "late", // by a moment
] as const;

/** One of them. */
export type Fault = typeof FAULTS[number];

interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

/** A network between a client and a store's server, in which something goes wrong now and then. */
export class FaultyProxy<Server extends { endpoint?: string }> implements AsyncDisposable {
  /** How often each fault was met. */
  readonly met = new Map<Fault | "clock", number>();
  /** How likely a request meets a fault. */
  faultShare = 0.25;
  /** How far the server's clock is ahead of ours. */
  clockMs = 0;
  readonly #upstream: Server;
  readonly #random: Random;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Begins to listen. @param upstream How the server is reached. */
  constructor(upstream: Server, random: Random) {
    this.#upstream = upstream;
    this.#random = random;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response() },
      (request) => this.#answer(request),
    );
  }

  /** How the server is reached through it. */
  get options(): Server & { endpoint: string } {
    return { ...this.#upstream, endpoint: `http://127.0.0.1:${this.#server.addr.port}` };
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { method, headers, url } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    const skewed = this.#checkClock(headers.get("x-amz-date") ?? "");
    if (skewed !== undefined) return skewed;
    const forward = () => this.#forward(method, new URL(url), headers, body);
    if (this.#random.next() >= this.faultShare) return plain(method, await forward());
    const fault = this.#random.pick(FAULTS);
    this.met.set(fault, (this.met.get(fault) ?? 0) + 1);
    switch (fault) {
      case "refused":
        return error(500, "InternalError");
      case "lost answer":
        await forward();
        return error(500, "InternalError");
      case "busy":
        return error(503, "SlowDown", { "retry-after": "0" });
      case "no answer":
        return cut({ status: 200, headers: new Headers(), body: new Uint8Array(100) }, 0);
      case "half an answer": {
        const answer = await forward();
        return cut(answer, Math.floor(answer.body.length / 2));
      }
      case "wrong ETag": {
        const answer = await forward();
        if (answer.headers.has("etag")) answer.headers.set("etag", '"wrong"');
        return plain(method, answer);
      }
      case "late":
        await new Promise((resolve) => setTimeout(resolve, this.#random.int(20, 300)));
        return plain(method, await forward());
    }
  }

  #checkClock(date: string): Response | undefined {
    if (this.clockMs === 0) return undefined;
    const sent = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));
    const now = Date.now() + this.clockMs;
    if (Math.abs(sent - now) < 15 * 60_000) return undefined;
    this.met.set("clock", (this.met.get("clock") ?? 0) + 1);
    return error(403, "RequestTimeTooSkewed", { date: new Date(now).toUTCString() });
  }

  /** The request as it came: its signature is of the name by which we were asked, too. */
  #forward(
    method: string,
    url: URL,
    headers: Headers,
    body: Uint8Array,
  ): Promise<Answer> {
    const { hostname, port } = new URL(this.#upstream.endpoint!);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const path = url.pathname + url.search;
    const sent = httpRequest(
      { hostname, port, method, path, headers: Object.fromEntries(headers) },
      (response) => {
        const chunks: Uint8Array[] = [];
        response.on("data", (chunk: Uint8Array) => void chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const found = new Headers();
          for (const [name, value] of Object.entries(response.headers)) {
            if (!/^(connection|transfer-encoding|keep-alive)$/.test(name)) {
              found.set(name, String(value));
            }
          }
          const content = new Uint8Array(Buffer.concat(chunks));
          resolve({ status: response.statusCode ?? 500, headers: found, body: content });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
    return promise;
  }
}

function plain(method: string, { status, headers, body }: Answer): Response {
  const isEmpty = method === "HEAD" || status === 204 || status === 304;
  return new Response(isEmpty ? null : body, { status, headers });
}

function error(status: number, code: string, headers: Record<string, string> = {}): Response {
  return new Response(`<Error><Code>${code}</Code></Error>`, { status, headers });
}

/** An answer that promises all of its bytes, and ends after some. */
function cut({ status, headers, body }: Answer, count: number): Response {
  headers.set("content-length", String(Math.max(1, body.length)));
  const stream = new ReadableStream({
    async pull(controller) {
      if (count > 0) controller.enqueue(body.slice(0, count));
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.close();
    },
  });
  return new Response(stream, { status: status === 204 ? 200 : status, headers });
}
