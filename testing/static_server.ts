import { fromFileUrl, join } from "@std/path";

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  png: "image/png",
  gif: "image/gif",
  wav: "audio/wav",
};

/** A request that a {@linkcode StaticServer} answered. */
export interface StaticRequest {
  /** The path, without the slash at its beginning. */
  path: string;
  /** How many bytes the reply had. */
  bytes: number;
}

/** A plain web server of one folder. It knows no more than to send files, and parts of them. */
export class StaticServer implements AsyncDisposable {
  /** Its address, with a slash at the end. */
  readonly url: string;
  /** All requests so far. */
  readonly requests: StaticRequest[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #root: string;
  readonly #knowsRange: boolean;

  /** Starts one. @param knowsRange Whether it sends parts of files. */
  constructor(root: string | URL, knowsRange = true) {
    this.#root = root instanceof URL ? fromFileUrl(root) : root;
    this.#knowsRange = knowsRange;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      (request) => this.#answer(request),
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** The bytes of all replies since a moment. @param since How many requests there were. */
  bytesSince(since: number): number {
    return this.requests.slice(since).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async #answer(request: Request): Promise<Response> {
    const path = decodeURIComponent(new URL(request.url).pathname).slice(1) || "index.html";
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await Deno.readFile(join(this.#root, path));
    } catch {
      return new Response("nothing here", { status: 404 });
    }
    const headers = new Headers({
      "Content-Type": TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream",
    });
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
    if (!this.#knowsRange || first === undefined) {
      this.requests.push({ path, bytes: bytes.length });
      return new Response(bytes, { headers });
    }
    const part = bytes.slice(Number(first), last === "" ? undefined : Number(last) + 1);
    this.requests.push({ path, bytes: part.length });
    const end = Number(first) + part.length - 1;
    headers.set("Content-Range", `bytes ${first}-${end}/${bytes.length}`);
    return new Response(part, { status: 206, headers });
  }

  /** Ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
