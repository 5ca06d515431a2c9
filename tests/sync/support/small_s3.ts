import { createHash } from "node:crypto";
import type { S3StoreOptions } from "../../../stores/s3_store_options.ts";

/** Objects of a page of a list. */
const PAGE = 1000;

/**
 * A server that speaks as much of S3 as boards need, in memory: with conditions, ranges and lists in
 * pages. It checks no signature. Real servers are tried by `deno task test:s3`.
 */
export class SmallS3 implements AsyncDisposable {
  /** The address of its bucket. */
  readonly address = "s3://bucket/boards";
  /** What was asked, as `GET run/metadata.json`; of lists, the prefix. */
  readonly requests: string[] = [];
  /** The objects, by their keys below the prefix. */
  readonly objects = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Is called before each request, and may answer it. */
  onRequest: (request: string) => Response | undefined | Promise<void> = () => undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
  }

  /** How to reach it. */
  get s3(): S3StoreOptions {
    return {
      endpoint: `http://127.0.0.1:${this.#server.addr.port}`,
      credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "SECRETTEST" },
    };
  }

  /** As variables of the environment of another process. */
  get env(): Record<string, string> {
    const { endpoint = "", credentials } = this.s3;
    return {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials!.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials!.secretAccessKey,
    };
  }

  /** What was asked since the last call. */
  takeRequests(): string[] {
    return this.requests.splice(0);
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const path = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, "");
    const key = path.replace(/^boards\//, "");
    const said = path === ""
      ? `LIST ${(url.searchParams.get("prefix") ?? "").replace(/^boards\//, "")}`
      : `${request.method} ${key}`;
    this.requests.push(said);
    const early = await this.onRequest(said);
    if (early instanceof Response) return early;
    if (path === "") return this.#list(url.searchParams);
    const found = this.objects.get(key);
    if (request.method === "DELETE") {
      this.objects.delete(key);
      return new Response(null, { status: 204 });
    }
    if (request.method === "PUT") {
      const { headers } = request;
      const match = headers.get("if-match");
      const isFree = headers.get("if-none-match") !== "*" || found === undefined;
      if (!isFree || (match !== null && (found === undefined || etagOf(found) !== match))) {
        return error(412, "PreconditionFailed");
      }
      this.objects.set(key, body);
      return new Response(null, { headers: { etag: etagOf(body) } });
    }
    if (found === undefined) return error(404, "NoSuchKey");
    const [, first = "0", last = ""] = /bytes=(\d+)-(\d+)/.exec(
      request.headers.get("range") ?? "",
    ) ?? [];
    if (Number(first) >= found.length) return error(416, "InvalidRange");
    const part = found.slice(Number(first), Number(last) + 1);
    return new Response(part, {
      status: 206,
      headers: {
        etag: etagOf(found),
        "content-range": `bytes ${first}-${Number(first) + part.length - 1}/${found.length}`,
      },
    });
  }

  #list(query: URLSearchParams): Response {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const keys = [...this.objects.keys()].map((key) => `boards/${key}`)
      .filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, PAGE);
    const contents = page.map((key) => {
      const content = this.objects.get(key.replace(/^boards\//, ""))!;
      return `<Contents><Key>${key}</Key><Size>${content.length}</Size>` +
        `<ETag>${etagOf(content).replaceAll('"', "&quot;")}</ETag></Contents>`;
    });
    const more = keys.length > PAGE
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${
        page.at(-1)
      }</NextContinuationToken>`
      : "<IsTruncated>false</IsTruncated>";
    return new Response(`<ListBucketResult>${contents.join("")}${more}</ListBucketResult>`);
  }
}

function etagOf(content: Uint8Array): string {
  return `"${createHash("md5").update(content).digest("hex")}"`;
}

function error(status: number, code: string): Response {
  return new Response(`<Error><Code>${code}</Code></Error>`, { status });
}
