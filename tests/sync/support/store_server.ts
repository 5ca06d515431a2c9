import { FolderStore } from "../../../stores/folder_store.ts";
import { ResponseQueue } from "../../../viewer/server/http/response_queue.ts";
import { toRequestError } from "../../../viewer/server/http/to_request_error.ts";
import {
  deleteObject,
  getObject,
  listObjects,
  putObject,
  type StoreCall,
} from "../../../viewer/server/team/store_requests.ts";

/** The token that a {@linkcode StoreServer} wants. */
export const STORE_TOKEN = `kobo_${"t".repeat(43)}`;

/** A folder as a store by HTTP, without anybody's rights: as `kobo serve` answers, but with any key. */
export class StoreServer implements AsyncDisposable {
  /** Its address. */
  readonly address: string;
  /** How many requests it has answered. */
  requests = 0;
  /** Is asked before each request is answered: what it returns is the answer instead. */
  instead: (request: Request) => Response | undefined | Promise<Response | undefined> = () =>
    undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #responses = new ResponseQueue();

  constructor(path: string) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(new FolderStore(path), request),
    );
    this.address = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async #answer(store: FolderStore, request: Request): Promise<Response> {
    this.requests++;
    const instead = await this.instead(request);
    if (instead !== undefined) return instead;
    if (request.headers.get("authorization") !== `Bearer ${STORE_TOKEN}`) {
      return Response.json({ error: "who are you?" }, { status: 401 });
    }
    const url = new URL(request.url);
    const call: StoreCall = { store, request, url, responses: this.#responses };
    try {
      if (url.pathname.endsWith("/list")) return await listObjects(call);
      const answer = { GET: getObject, PUT: putObject, DELETE: deleteObject }[request.method]!;
      return await answer(call);
    } catch (error) {
      const { status, message } = toRequestError(error);
      return Response.json({ error: message }, { status });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
