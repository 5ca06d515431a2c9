import metadata from "../../deno.json" with { type: "json" };
import type { HttpServer } from "../../system/deno.ts";
import { openInBrowser } from "../../system/open_in_browser.ts";
import { AnnotationStore } from "./boards/annotations.ts";
import { BoardCache } from "./boards/board_cache.ts";
import { BoardDeleter } from "./boards/board_deleter.ts";
import { BoardFolders } from "./boards/board_folders.ts";
import { EventHub } from "./boards/events.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { SummaryStore } from "./boards/summary_store.ts";
import { createHandler } from "./http/handler.ts";
import { allowedHosts, isAnyAddress, isLoopback } from "./http/host_names.ts";
import { CODE_LIFETIME_MS, EntryCodes, type FreshReason } from "./http/entry_codes.ts";
import { Limiter } from "./http/limiter.ts";
import { listen } from "./http/listen.ts";
import { openSecretPage } from "./http/open_secret_page.ts";
import { quietAbortWarning } from "./http/quiet_abort_warning.ts";
import { RequestGuard } from "./http/request_guard.ts";
import { ResponseQueue } from "./http/response_queue.ts";
import { wrongHostPage } from "./http/wrong_host_page.ts";
import { PatientTasks } from "./readers/patient_tasks.ts";
import { ReaderProcesses } from "./readers/reader_processes.ts";
import { route } from "./router.ts";
import { SqlRunner } from "./sql/sql_runner.ts";
import type { Viewer } from "./viewer.ts";

const MAX_REQUESTS = 64;
const MAX_WAITING_REQUESTS = 512;
const MAX_BODIES = 256;

const FRESH: Readonly<Record<FreshReason, string>> = {
  used: "A browser was let in. For another one:",
  expired: "An address was opened that is too old. Open this one:",
};

/** The options of {@linkcode serve}. */
export interface ServeOptions {
  /** The folder whose boards are shown; it need not exist yet. Default: `./kohakuboard`. */
  baseDir?: string;
  /**
   * The address to listen on: an IP address or a name. On an address other than
   * loopback, every request needs the token. Default: `127.0.0.1`.
   */
  host?: string;
  /** The port, 0 to 65,535; 0 is any free one. Default: 6273, or a free one if that is in use. */
  port?: number;
  /** Whether the page is opened in the browser, if there is one. Default: `false`. */
  open?: boolean;
  /** The secret of this server, which programs send in a header: 16 to 200 characters of `A-Z a-z 0-9 _ -`. Default: a random one. */
  token?: string;
  /** Ends the server. */
  signal?: AbortSignal;
  /** Receives the address, and problems of the server. Default: `console.error`. */
  log?: (message: string) => void;
}

/** A running viewer. */
export interface ViewerServer extends AsyncDisposable {
  /**
   * The address of the page. Where every request needs the token, it has a code that lets one
   * browser in, once, and within 15 minutes: read it anew for each.
   */
  readonly url: string;
  /** The port it listens on. */
  readonly port: number;
  /** Resolves when the server has ended. */
  readonly finished: Promise<void>;
  /** Ends the server and closes all files. Safe to call twice. */
  shutdown(): Promise<void>;
}

/**
 * Starts the viewer: a web server on this machine, with a page that shows the
 * boards of a folder.
 *
 * @throws {TypeError | RangeError} If an option is invalid.
 * @throws {Error} If it cannot listen on the address.
 *
 * @example
 * ```ts
 * import { serve } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using viewer = serve({ baseDir: Deno.makeTempDirSync(), port: 0, log: () => {} });
 * const response = await fetch(new URL("/api/boards", viewer.url));
 * assertEquals((await response.json()).boards, []);
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
  const readers = new ReaderProcesses(folders, log);
  const cache = new BoardCache(folders, annotations, readers, new SummaryStore(folders, own));
  const connections = new AbortController();
  const server = listen(
    { host, port, loopback, signal: connections.signal, log },
    (request) => handle(request),
  );
  const hosts = allowedHosts(host, server.port);
  let opened: Disposable | undefined;
  const addressWith = (code: string) => `http://${hosts[0]}/${loopback ? "" : `?token=${code}`}`;
  const codes = new EntryCodes((code, reason) => {
    opened?.[Symbol.dispose]();
    log(`${FRESH[reason]} ${addressWith(code)}`);
  });
  const viewer: Viewer = {
    ...{ folders, annotations, readers, cache, token, loopback, version: metadata.version },
    series: new PatientTasks(readers),
    deleter: new BoardDeleter(folders),
    codes,
    events: new EventHub(cache),
    responses: new ResponseQueue(),
    guard: new RequestGuard({
      hosts: new Set(hosts),
      token,
      tokenForAll: !loopback,
      cookieName: `kobo_token_${server.port}`,
    }),
    bodies: new Limiter(MAX_BODIES, 0),
    limiter: new Limiter(MAX_REQUESTS, MAX_WAITING_REQUESTS),
    sql: new SqlRunner(folders),
  };
  const handle = createHandler({
    ...{ guard: viewer.guard, log },
    wrongHostPage: () => wrongHostPage(host, server.port, isAnyAddress(host)),
    route: (request, url) => route(viewer, request, url),
  });
  const restoreWarning = quietAbortWarning();
  let ended: Promise<void> | undefined;
  const shutdown = () =>
    ended ??= end(viewer, server, connections).finally(() => {
      restoreWarning();
      opened?.[Symbol.dispose]();
    });
  signal?.addEventListener("abort", shutdown, { once: true });
  const url = addressWith(codes.current);
  log(`${folders.baseDir} is shown at ${url}`);
  if (!loopback) {
    log(`That address lets one browser in, within ${CODE_LIFETIME_MS / 60_000} minutes`);
  }
  if (folders.problem !== undefined) log(folders.problem);
  if (open && loopback) openInBrowser(url);
  if (open && !loopback) opened = openSecretPage(url);
  const finished = server.finished.then(shutdown);
  return {
    get url() {
      return addressWith(codes.current);
    },
    ...{ port: server.port, finished, shutdown },
    [Symbol.asyncDispose]: shutdown,
  };
}

async function end(
  viewer: Viewer,
  server: HttpServer,
  connections: AbortController,
): Promise<void> {
  viewer.events.close();
  viewer.responses.close();
  // Not `server.shutdown()`, which waits for the slowest query.
  connections.abort();
  viewer.cache.close();
  // A request that waits for a board would hold up the server's end until the board is read.
  await Promise.all([server.finished, viewer.readers.close()]);
  await viewer.sql.close();
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
