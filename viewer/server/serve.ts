import metadata from "../../deno.json" with { type: "json" };
import { AnnotationStore } from "./boards/annotations.ts";
import { createHandler } from "./http/handler.ts";
import { BoardCache } from "./boards/board_cache.ts";
import { BoardFolders } from "./boards/board_folders.ts";
import { EventHub } from "./boards/events.ts";
import { RequestGuard } from "./http/request_guard.ts";
import { allowedHosts, isLoopback, listen, type Listening } from "./http/listen.ts";
import { Limiter } from "./http/limiter.ts";
import { openPage } from "./http/open_page.ts";
import { ResponseQueue } from "./http/response_queue.ts";
import { OwnFolder } from "./boards/own_folder.ts";
import { quietAbortWarning } from "./http/quiet_abort_warning.ts";
import { ReaderPool } from "./boards/reader_pool.ts";
import type { Viewer } from "./router.ts";
import { SqlRunner } from "./sql/sql_runner.ts";
import { SummaryStore } from "./boards/summary_store.ts";

/** What a viewer is started with. */
export interface ServeOptions {
  /** The folder whose boards are shown; it need not exist yet. Default: `./kohakuboard`. */
  baseDir?: string;
  /**
   * The address to listen on: an IP address or a name. On another one than
   * loopback every request wants the token. Default: `127.0.0.1`.
   */
  host?: string;
  /** The port, 0 to 65,535; 0 is any free one. Default: 6273, or a free one where that is taken. */
  port?: number;
  /** Whether the page is opened in the browser, where there is one. Default: `false`. */
  open?: boolean;
  /** The secret of this server, 16 or more characters of `A-Z a-z 0-9 _ -`. Default: a random one. */
  token?: string;
  /** Ends the server. */
  signal?: AbortSignal;
  /** Is told the address, and what goes wrong. Default: `console.error`. */
  log?: (message: string) => void;
}

/** A viewer that runs. */
export interface ViewerServer extends AsyncDisposable {
  /** The address of the page, with the token where it is wanted. */
  readonly url: string;
  /** The port it listens on. */
  readonly port: number;
  /** Resolves when the server has ended. */
  readonly finished: Promise<void>;
  /** Ends the server and lets go of all files. Safe to call twice. */
  shutdown(): Promise<void>;
}

/**
 * Starts the viewer: a web server on this machine, for a page that shows the
 * boards of a folder.
 *
 * @throws {TypeError | RangeError} For options that are not as they must be.
 * @throws {Error} Where it cannot listen on the address.
 *
 * @example
 * ```ts
 * import { serve } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using viewer = serve({ baseDir: Deno.makeTempDirSync(), port: 0, log: () => {} });
 * const answer = await fetch(new URL("/api/boards", viewer.url));
 * assertEquals((await answer.json()).boards, []);
 * ```
 */
export function serve(options: ServeOptions = {}): ViewerServer {
  const { baseDir = "./kohakuboard", host = "127.0.0.1", port, open = false } = options;
  const { token = newToken(), log = console.error, signal } = options;
  checkOptions(baseDir, port, token);
  signal?.throwIfAborted();
  const loopback = isLoopback(host);
  const folders = new BoardFolders(baseDir);
  const own = new OwnFolder(folders.baseDir);
  const annotations = new AnnotationStore(own);
  const pool = new ReaderPool(folders);
  const cache = new BoardCache(folders, annotations, pool, new SummaryStore(folders, own));
  const connections = new AbortController();
  const server = listen(
    { host, port, loopback, signal: connections.signal, log },
    (request) => createHandler(viewer, request, log),
  );
  const hosts = allowedHosts(host, server.port);
  const viewer: Viewer = {
    ...{ folders, annotations, pool, cache, token, loopback, version: metadata.version },
    events: new EventHub(cache),
    outbox: new ResponseQueue(),
    gate: new RequestGuard({
      hosts: new Set(hosts),
      token,
      tokenForAll: !loopback,
      cookieName: `kobo_token_${server.port}`,
    }),
    bodies: new Limiter(256, 0),
    limiter: new Limiter(64, 512),
    sql: new SqlRunner(folders),
  };
  const url = `http://${hosts[0]}/${loopback ? "" : `?token=${token}`}`;
  const undoQuiet = quietAbortWarning();
  let ended: Promise<void> | undefined;
  const shutdown = () => ended ??= end(viewer, server, connections).finally(undoQuiet);
  signal?.addEventListener("abort", shutdown, { once: true });
  log(`${folders.baseDir} is shown at ${url}`);
  if (folders.problem !== undefined) log(folders.problem);
  if (open) openPage(url);
  const finished = server.finished.then(shutdown);
  return {
    ...{ url, port: server.port, finished, shutdown },
    [Symbol.asyncDispose]: shutdown,
  };
}

async function end(
  viewer: Viewer,
  server: Listening,
  connections: AbortController,
): Promise<void> {
  viewer.events.close();
  viewer.outbox.close();
  // Not `server.shutdown()`, which waits for the slowest of all queries.
  connections.abort();
  await server.finished;
  await viewer.sql.close();
  await viewer.cache.close();
  await viewer.pool.close();
}

function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(24)).toHex();
}

function checkOptions(baseDir: unknown, port: unknown, token: unknown): void {
  if (typeof baseDir !== "string" || baseDir === "") {
    throw new TypeError(`Cannot serve boards: expected baseDir to be a path, received ${baseDir}`);
  }
  const isPort = port === undefined ||
    (Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535);
  if (!isPort) {
    throw new RangeError(
      `Cannot serve boards: expected the port to be an integer from 0 to 65535, received ${port}`,
    );
  }
  if (typeof token !== "string" || !/^[\w-]{16,200}$/.test(token)) {
    throw new TypeError(
      "Cannot serve boards: expected the token to be 16 to 200 letters, digits, _ or -",
    );
  }
}
