import metadata from "../../deno.json" with { type: "json" };
import type { HttpServer } from "../../system/deno.ts";
import { openInBrowser } from "../../system/open_in_browser.ts";
import { sleep } from "../../system/sleep.ts";
import { AnnotationStore } from "./boards/annotations.ts";
import { BoardCache } from "./boards/board_cache.ts";
import { BoardDeleter } from "./boards/board_deleter.ts";
import { BoardFolders } from "./boards/board_folders.ts";
import { EventHub } from "./boards/events.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { SourceWatch } from "./boards/source_watch.ts";
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
import { Site } from "./http/site.ts";
import { wrongHostPage } from "./http/wrong_host_page.ts";
import { GroupReader } from "./readers/group_reader.ts";
import { PatientTasks } from "./readers/patient_tasks.ts";
import { ReaderProcesses } from "./readers/reader_processes.ts";
import { route } from "./router.ts";
import { checkServeOptions, type ServeOptions } from "./serve_options.ts";
import { SourceTasks } from "./readers/source_tasks.ts";
import { SqlRunner } from "./sql/sql_runner.ts";
import { Team } from "./team/team.ts";
import type { Viewer } from "./viewer.ts";

const MAX_REQUESTS = 64;
const MAX_WAITING_REQUESTS = 512;
const MAX_BODIES = 256;
/** What one person has of these on a team's server; of strangers, those of one address. */
const REQUESTS_SHARE = { running: 16, waiting: 128 };
const BODIES_SHARE = { running: 64, waiting: 0 };
const LOGINS_SHARE = { running: 16, waiting: 0 };

const FRESH: Readonly<Record<FreshReason, string>> = {
  used: "A browser was let in. For another one:",
  expired: "An address was opened that is too old. Open this one:",
};

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
  const settings = checkServeOptions(options);
  const { baseDir, host, port, open, token, tls, isPrivate } = settings;
  const { log = console.error, signal, source } = options;
  signal?.throwIfAborted();
  const folders = new BoardFolders(baseDir, source !== undefined);
  const own = new OwnFolder(folders.baseDir);
  const annotations = new AnnotationStore(own);
  const readers = new ReaderProcesses(folders, log);
  const tasks = source === undefined ? readers : new SourceTasks(source, readers);
  const watch = source && new SourceWatch(source, log);
  const cache = new BoardCache(folders, annotations, tasks, new SummaryStore(folders, own));
  const connections = new AbortController();
  const answers = new Set<Promise<Response>>();
  const server = listen(
    { host, port, loopback: isPrivate, tls, signal: connections.signal, log },
    (request, client) => {
      const answer = handle(request, client);
      answers.add(answer);
      const forget = () => void answers.delete(answer);
      answer.then(forget, forget);
      return answer;
    },
  );
  const { allowHosts, basePath, trustProxy } = settings;
  const hosts = allowedHosts(host, server.port, tls === undefined ? 80 : 443);
  const site = new Site({
    hosts,
    allowHosts,
    basePath,
    trustProxy,
    tls: tls !== undefined,
    // A website that is pointed at it has no token of anybody: it may not even know of it.
    anyLoopbackPort: settings.team !== undefined,
  });
  const cookieName = `kobo_${settings.team ? "session" : "token"}_${server.port}`;
  const team = settings.team
    ? new Team({
      own,
      cookieName,
      cookiePath: site.root,
      log,
      ...settings.team,
      baseDir: folders.baseDir,
    })
    : undefined;
  const wantsCode = !isPrivate && team === undefined;
  let opened: Disposable | undefined;
  const addressesWith = (code: string) =>
    site.addresses.map((address) => wantsCode ? `${address}?token=${code}` : address);
  const ownAddress = () => addressesWith(codes.current)[0]!; // The first one is its own.
  const codes = new EntryCodes((code, reason) => {
    opened?.[Symbol.dispose]();
    log(`${FRESH[reason]} ${addressesWith(code).join(" or ")}`);
  });
  const namesGiven = [...(isAnyAddress(host) ? [] : [host]), ...allowHosts];
  const viewer: Viewer = {
    folders,
    annotations,
    readers,
    cache,
    site,
    team,
    token,
    version: metadata.version,
    loopback: isPrivate,
    tasks,
    source,
    series: new PatientTasks(tasks),
    groups: new GroupReader(folders),
    deleter: new BoardDeleter(folders),
    codes,
    events: new EventHub(cache),
    responses: new ResponseQueue(),
    guard: new RequestGuard({
      hosts: site,
      namesGiven,
      token,
      tokenForAll: wantsCode,
      cookieName,
    }),
    bodies: new Limiter(MAX_BODIES, 0, BODIES_SHARE),
    logins: new Limiter(MAX_BODIES, 0, LOGINS_SHARE),
    limiter: new Limiter(MAX_REQUESTS, MAX_WAITING_REQUESTS, REQUESTS_SHARE),
    sql: new SqlRunner(folders),
  };
  const handle = createHandler({
    guard: viewer.guard,
    site,
    log,
    wrongHostPage: () => wrongHostPage({ host, port: server.port, site }),
    route: (request, arrival) => route(viewer, request, arrival),
  });
  const restoreWarning = quietAbortWarning();
  let ended: Promise<void> | undefined;
  const shutdown = () =>
    ended ??= end(viewer, server, connections).finally(async () => {
      await watch?.close();
      // Deno warns of an answer that was under way, too, and only when it has come.
      if (answers.size === 0) restoreWarning();
      else Promise.allSettled(answers).then(() => sleep(0)).then(restoreWarning);
      opened?.[Symbol.dispose]();
    });
  signal?.addEventListener("abort", shutdown, { once: true });
  const addresses = addressesWith(codes.current);
  const shownAt = addresses.join(" and ");
  const { problem } = folders;
  log(
    problem === undefined
      ? `${source?.address ?? folders.baseDir} is shown at ${shownAt}`
      : `${problem}; what will be there is shown at ${shownAt}`,
  );
  if (wantsCode) {
    log(`That address lets one browser in, within ${CODE_LIFETIME_MS / 60_000} minutes`);
  }
  const isPlain = team !== undefined && !isLoopback(host) && tls === undefined && !trustProxy;
  if (isPlain) log("Without TLS (--cert, --key, or a proxy) tokens can be read on their way here");
  if (team?.problem !== undefined) log(team.problem);
  if (open && !wantsCode) openInBrowser(ownAddress());
  if (open && wantsCode) opened = openSecretPage(ownAddress());
  const finished = server.finished.then(shutdown);
  return {
    get url() {
      return ownAddress();
    },
    port: server.port,
    finished,
    shutdown,
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
  await Promise.all([server.finished, viewer.readers.close(), viewer.groups.close()]);
  await viewer.sql.close();
}
