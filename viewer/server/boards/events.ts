import type { ViewerEvents } from "../../protocol/api.ts";
import type { BoardCache } from "./board_cache.ts";
import { RequestError } from "../http/request_error.ts";

const MAX_CLIENTS = 64;
/** A client that is so many messages behind is let go; it comes back by itself. */
const MAX_BEHIND = 100;
const LIVE_MS = 500;
const FOLDER_MS = 2000;
const PING_MS = 15_000;

type Client = ReadableStreamDefaultController<Uint8Array>;

/** Tells open pages that something has changed. Looks for changes only while there are any. */
export class EventHub {
  readonly #cache: BoardCache;
  readonly #clients = new Set<Client>();
  readonly #encoder = new TextEncoder();
  #timer?: ReturnType<typeof setTimeout>;
  #folderAt = 0;
  #pingAt = 0;
  #structure = -1;
  #isClosed = false;

  /** Tells what changes of the boards in a cache. */
  constructor(cache: BoardCache) {
    this.#cache = cache;
  }

  /**
   * The answer of `GET /api/events`: it goes on until the page is closed.
   *
   * @throws {RequestError} `busy` where too many pages are open.
   */
  open(): Response {
    if (this.#clients.size >= MAX_CLIENTS || this.#isClosed) {
      throw new RequestError("busy", "Too many pages are open");
    }
    let client: Client;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        client = controller;
        this.#clients.add(client);
        client.enqueue(this.#encoder.encode("retry: 1000\n\n"));
      },
      cancel: () => {
        this.#clients.delete(client);
      },
    });
    this.#schedule();
    return new Response(body, {
      headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform" },
    });
  }

  /** Ends all streams. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const client of this.#clients) this.#letGo(client);
  }

  #schedule(): void {
    if (this.#isClosed || this.#clients.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      try {
        this.#look();
      } catch {
        // The folder is away for a moment: the next look sees it.
      }
      this.#schedule();
    }, LIVE_MS);
  }

  #look(): void {
    const now = Date.now();
    for (const change of this.#cache.changedLiveBoards()) this.#send("board", change);
    if (now - this.#folderAt >= FOLDER_MS) {
      this.#folderAt = now;
      this.#cache.refresh();
    }
    if (this.#cache.structure !== this.#structure) {
      this.#structure = this.#cache.structure;
      this.#send("boards", { version: this.#cache.version });
    }
    if (now - this.#pingAt >= PING_MS) {
      this.#pingAt = now;
      this.#write(": still here\n\n");
    }
  }

  #send<Name extends keyof ViewerEvents>(name: Name, data: ViewerEvents[Name]): void {
    this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #write(text: string): void {
    const bytes = this.#encoder.encode(text);
    for (const client of this.#clients) {
      try {
        if ((client.desiredSize ?? 0) < -MAX_BEHIND) this.#letGo(client);
        else client.enqueue(bytes);
      } catch {
        this.#letGo(client);
      }
    }
  }

  #letGo(client: Client): void {
    this.#clients.delete(client);
    try {
      client.close();
    } catch {
      // It has gone by itself.
    }
  }
}
