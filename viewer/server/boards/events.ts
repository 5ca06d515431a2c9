import type { ViewerEvents } from "../../protocol/api.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardCache } from "./board_cache.ts";

const MAX_CLIENTS = 64;
/** Of a team's server, where each person has a few pages open. */
const MAX_CLIENTS_OF_ALL = 1024;
const MAX_CLIENTS_OF_ONE = 16;
/** A client with more unread messages is disconnected; its browser connects again. */
const MAX_UNREAD = 100;
const LIVE_INTERVAL_MS = 500;
const FOLDER_INTERVAL_MS = 2000;
const PING_INTERVAL_MS = 15_000;

type Client = ReadableStreamDefaultController<Uint8Array>;

/** For whom a page is open. */
export interface Audience {
  /** By name, on a server that knows people. */
  who?: string;
  /** Whether the page may still be told of boards; where not, its stream ends. Default: always. */
  isAllowed?: () => boolean;
}

/** Tells open pages what has changed. It checks for changes only while pages are open. */
export class EventHub {
  readonly #cache: BoardCache;
  readonly #clients = new Map<Client, Audience>();
  readonly #encoder = new TextEncoder();
  #timer?: ReturnType<typeof setTimeout>;
  #folderAt = 0;
  #pingAt = 0;
  #structure = -1;
  #isClosed = false;

  /** A hub without clients, for the boards of a cache. */
  constructor(cache: BoardCache) {
    this.#cache = cache;
  }

  /**
   * The response to `GET /api/events`, which lasts until the page is closed.
   *
   * @throws {RequestError} `busy` if too many pages are open.
   */
  open(audience: Audience = {}): Response {
    if (this.#isClosed || this.#isFullFor(audience)) {
      throw new RequestError("busy", "Too many pages are open");
    }
    let client: Client;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        client = controller;
        this.#clients.set(client, audience);
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
    for (const client of this.#clients.keys()) this.#disconnect(client);
  }

  #isFullFor({ who }: Audience): boolean {
    if (who === undefined) return this.#clients.size >= MAX_CLIENTS;
    const own = [...this.#clients.values()].filter((audience) => audience.who === who);
    return this.#clients.size >= MAX_CLIENTS_OF_ALL || own.length >= MAX_CLIENTS_OF_ONE;
  }

  #schedule(): void {
    if (this.#isClosed || this.#clients.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      try {
        this.#sendChanges();
      } catch {
        // The folder is away for a moment: the next check sees it.
      }
      this.#schedule();
    }, LIVE_INTERVAL_MS);
  }

  #sendChanges(): void {
    const now = Date.now();
    for (const change of this.#cache.changedLiveBoards()) this.#send("board", change);
    if (now - this.#folderAt >= FOLDER_INTERVAL_MS) {
      this.#folderAt = now;
      this.#cache.refresh();
    }
    if (this.#cache.structure !== this.#structure) {
      this.#structure = this.#cache.structure;
      this.#send("boards", { version: this.#cache.version });
    }
    if (now - this.#pingAt >= PING_INTERVAL_MS) {
      this.#pingAt = now;
      this.#send("ping", {});
    }
  }

  #send<Name extends keyof ViewerEvents>(name: Name, data: ViewerEvents[Name]): void {
    this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #write(text: string): void {
    const bytes = this.#encoder.encode(text);
    for (const [client, { isAllowed }] of this.#clients) {
      const isGone = isAllowed?.() === false;
      try {
        if ((client.desiredSize ?? 0) < -MAX_UNREAD || isGone) this.#disconnect(client);
        else client.enqueue(bytes);
      } catch {
        this.#disconnect(client);
      }
    }
  }

  #disconnect(client: Client): void {
    this.#clients.delete(client);
    try {
      client.close();
    } catch {
      // The client has disconnected already.
    }
  }
}
