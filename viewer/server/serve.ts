import metadata from "../../deno.json" with { type: "json" };
import type { HttpServer } from "../../system/deno.ts";
import { AnnotationStore } from "./boards/annotations.ts";
import { BoardCache } from "./boards/board_cache.ts";
import { BoardDeleter } from "./boards/board_deleter.ts";
import { BoardFolders } from "./boards/board_folders.ts";
import type { BoardSource } from "./boards/board_source.ts";
import { EventHub } from "./boards/events.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { SourceWatch } from "./boards/source_watch.ts";
import { SummaryStore } from "./boards/summary_store.ts";
import { Entrance } from "./http/entrance.ts";
import { createHandler } from "./http/handler.ts";
import { allowedHosts, isAnyAddress, isLoopback } from "./http/host_names.ts";
import { Limiter } from "./http/limiter.ts";
import { listen } from "./http/listen.ts";
import { PendingAnswers } from "./http/pending_answers.ts";
import { RequestGuard } from "./http/request_guard.ts";
import { ResponseQueue } from "./http/response_queue.ts";
import { Site } from "./http/site.ts";
import { wrongHostPage } from "./http/wrong_host_page.ts";
import { GroupReader } from "./readers/group_reader.ts";
import { PatientTasks } from "./readers/patient_tasks.ts";
import { ReaderProcesses } from "./readers/reader_processes.ts";
import { route } from "./router.ts";
import { checkServeOptions, type ServeOptions, type ServeSettings } from "./serve_options.ts";
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
  const { log = console.error, signal, source } = options;
  signal?.throwIfAborted();
  const { host, tls, isPrivate } = settings;
  const boards = readBoards(settings, source, log);
  const watch = source && new SourceWatch(source, log);
  const connections = new AbortController();
  const server = listen(
    { host, port: settings.port, loopback: isPrivate, tls, signal: connections.signal, log },
    (request, client) => answers.add(handle(request, client)),
  );
  const { port } = server;
  const site = siteOf(settings, port);
  const viewer = createViewer(settings, { ...boards, source, site, port, log });
  const handle = createHandler({
    guard: viewer.guard,
    site,
    log,
    wrongHostPage: () => wrongHostPage({ host, port, site }),
    route: (request, arrival) => route(viewer, request, arrival),
  });
  const answers = new PendingAnswers();
  let ended: Promise<void> | undefined;
  const shutdown = () =>
    ended ??= end(viewer, server, connections).finally(async () => {
      await watch?.close();
      answers.close();
      viewer.entrance[Symbol.dispose]();
    });
  signal?.addEventListener("abort", shutdown, { once: true });
  announce(viewer, settings, log);
  if (settings.open) viewer.entrance.open();
  const finished = server.finished.then(shutdown);
  return {
    get url() {
      return viewer.entrance.address;
    },
    port,
    finished,
    shutdown,
    [Symbol.asyncDispose]: shutdown,
  };
}

/** What reads the boards of a folder, or of a source, and what people write beside them. */
function readBoards(
  { baseDir }: ServeSettings,
  source: BoardSource | undefined,
  log: (message: string) => void,
) {
  const folders = new BoardFolders(baseDir, source !== undefined);
  const own = new OwnFolder(folders.baseDir);
  const annotations = new AnnotationStore(own);
  const readers = new ReaderProcesses(folders, log);
  const tasks = source === undefined ? readers : new SourceTasks(source, readers);
  const cache = new BoardCache(folders, annotations, tasks, new SummaryStore(folders, own));
  return { folders, own, annotations, readers, tasks, cache };
}

/** How a server that listens on a port is reached. */
function siteOf(settings: ServeSettings, port: number): Site {
  const { host, allowHosts, basePath, trustProxy, tls, team } = settings;
  return new Site({
    hosts: allowedHosts(host, port, tls === undefined ? 80 : 443),
    allowHosts,
    basePath,
    trustProxy,
    tls: tls !== undefined,
    // A website that is pointed at it has no token of anybody: it may not even know of it.
    anyLoopbackPort: team !== undefined,
  });
}

/** What {@linkcode createViewer} is given besides the settings. */
interface ViewerParts extends ReturnType<typeof readBoards> {
  source?: BoardSource;
  site: Site;
  /** The port that it listens on. */
  port: number;
  log: (message: string) => void;
}

/** Makes what the routes use. */
function createViewer(
  settings: ServeSettings,
  { own, port, log, ...parts }: ViewerParts,
): Viewer {
  const { host, allowHosts, token, isPrivate } = settings;
  const { folders, readers, tasks, site, cache } = parts;
  const cookieName = `kobo_${settings.team ? "session" : "token"}_${port}`;
  const team = settings.team && new Team({
    own,
    cookieName,
    cookiePath: site.root,
    log,
    ...settings.team,
    baseDir: folders.baseDir,
  });
  const wantsCode = !isPrivate && team === undefined;
  return {
    ...parts,
    team,
    token,
    version: metadata.version,
    loopback: isPrivate,
    series: new PatientTasks(tasks),
    groups: new GroupReader(folders, () => readers.takeIdle()),
    deleter: new BoardDeleter(folders),
    entrance: new Entrance(site, wantsCode, log),
    events: new EventHub(cache),
    responses: new ResponseQueue(),
    guard: new RequestGuard({
      hosts: site,
      namesGiven: [...(isAnyAddress(host) ? [] : [host]), ...allowHosts],
      anyLoopbackPort: site.options.anyLoopbackPort,
      token,
      tokenForAll: wantsCode,
      cookieName,
    }),
    bodies: new Limiter(MAX_BODIES, 0, BODIES_SHARE),
    logins: new Limiter(MAX_BODIES, 0, LOGINS_SHARE),
    limiter: new Limiter(MAX_REQUESTS, MAX_WAITING_REQUESTS, REQUESTS_SHARE),
    sql: new SqlRunner(folders),
  };
}

/** Says where the boards are shown, and what people should know of it. */
function announce(
  { folders, source, entrance, team }: Viewer,
  { host, tls, trustProxy }: ServeSettings,
  log: (message: string) => void,
): void {
  const { problem, baseDir } = folders;
  entrance.announce(
    problem === undefined
      ? `${source?.address ?? baseDir} is`
      : `${problem}; what will be there is`,
  );
  const isPlain = team !== undefined && !isLoopback(host) && tls === undefined && !trustProxy;
  if (isPlain) log("Without TLS (--cert, --key, or a proxy) tokens can be read on their way here");
  if (team?.problem !== undefined) log(team.problem);
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
