import type { InfoReply } from "../protocol/api.ts";
import type { AnnotationStore } from "./boards/annotations.ts";
import { checkAnnotationsPatch } from "./boards/check_annotations.ts";
import { serveAsset } from "./http/assets.ts";
import type { BoardCache } from "./boards/board_cache.ts";
import type { BoardFolders } from "./boards/board_folders.ts";
import {
  checkRowsQuery,
  readHistograms,
  readMedia,
  readSteps,
  readTables,
} from "./boards/board_rows.ts";
import {
  checkNames,
  expected,
  type Fields,
  optionalInteger,
  optionalText,
  queryFields,
  requiredText,
} from "./http/check_values.ts";
import { deleteBoard } from "./boards/delete_board.ts";
import type { EventHub } from "./boards/events.ts";
import type { RequestGuard } from "./http/request_guard.ts";
import type { Limiter } from "./http/limiter.ts";
import { readLogSlice } from "./boards/log_slice.ts";
import { serveMediaFile } from "./http/media_file.ts";
import type { ResponseQueue } from "./http/response_queue.ts";
import { readBody } from "./http/read_body.ts";
import type { ReaderPool } from "./boards/reader_pool.ts";
import { RequestError } from "./http/request_error.ts";
import { checkSeriesRequests } from "./boards/series.ts";
import { seriesFrames } from "./boards/series_frames.ts";
import { checkSqlRequest, type SqlRunner } from "./sql/sql_runner.ts";
import { welcome } from "./http/token_cookie.ts";

/** All that answers are made of. */
export interface Viewer {
  folders: BoardFolders;
  annotations: AnnotationStore;
  cache: BoardCache;
  pool: ReaderPool;
  events: EventHub;
  outbox: ResponseQueue;
  gate: RequestGuard;
  /** All requests but event streams. */
  limiter: Limiter;
  /** The bodies that are being received. */
  bodies: Limiter;
  /** Queries of the user's own. */
  sql: SqlRunner;
  token: string;
  /** The package's version. */
  version: string;
  loopback: boolean;
}

/** A request that has passed the gate. */
interface Call {
  viewer: Viewer;
  request: Request;
  url: URL;
  /** The variable segments of the path, decoded. */
  segments: string[];
  /** The body of what is no `GET`. */
  body: Fields;
}

type Handler = (call: Call) => Response | Promise<Response>;

/** The only route with a body that works without the token: it changes nothing, and is quick. */
const SERIES = "/api/series";
/** It goes on for as long as a page is open, so it takes nobody's turn. */
const EVENTS = "/api/events";

/** Method and path; `*` stands for one segment. What a route does stands in `api.ts`. */
const ROUTES: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ["GET", "/api/info", getInfo],
  ["GET", "/api/boards", getBoards],
  ["GET", "/api/boards/*", getBoard],
  ["PATCH", "/api/boards/*", patchBoard],
  ["DELETE", "/api/boards/*", removeBoard],
  ["GET", "/api/boards/*/media", getMedia],
  ["GET", "/api/boards/*/tables", getTables],
  ["GET", "/api/boards/*/histograms", getHistograms],
  ["GET", "/api/boards/*/steps", getSteps],
  ["GET", "/api/boards/*/logs/*", getLog],
  ["GET", "/media/*/*", getMediaFile],
  ["POST", SERIES, postSeries],
  ["POST", "/api/sql", postSql],
  ["GET", EVENTS, ({ viewer }) => viewer.events.open()],
];

/**
 * Answers a request that has passed the gate.
 *
 * @throws {RequestError} Where it cannot be answered.
 */
export async function route(viewer: Viewer, request: Request, url: URL): Promise<Response> {
  const { handler, segments } = find(request, url);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  if (hasBody && url.pathname !== SERIES) viewer.gate.checkToken(request);
  // Before it has a turn: who sends slowly holds up nobody.
  const body = hasBody ? await viewer.bodies.run(() => readBody(request)) : {};
  const call = { viewer, request, url, segments, body };
  if (url.pathname === EVENTS) return await handler(call);
  return await viewer.limiter.run(async () => await handler(call), request.signal);
}

function find(request: Request, url: URL): { handler: Handler; segments: string[] } {
  const path = decodeSegments(url.pathname);
  // HEAD is GET without its body, which the server leaves out by itself.
  const method = request.method === "HEAD" ? "GET" : request.method;
  let isKnown = false;
  for (const [wanted, pattern, handler] of ROUTES) {
    const segments = match(pattern.slice(1).split("/"), path);
    if (segments === undefined) continue;
    if (wanted === method) return { handler, segments };
    isKnown = true;
  }
  if (!isKnown && method === "GET") return { handler: getAsset, segments: [] };
  if (!isKnown) throw new RequestError("not_found", `There is nothing at ${url.pathname}`);
  throw new RequestError("bad_request", `Cannot ${request.method} ${url.pathname}`, {
    status: 405,
  });
}

/** Decoded once, after the split: an encoded slash stays within its segment. */
function decodeSegments(pathname: string): string[] {
  try {
    return pathname.slice(1).split("/").map(decodeURIComponent);
  } catch {
    throw new RequestError("bad_request", "The address is not well encoded");
  }
}

function match(pattern: readonly string[], path: readonly string[]): string[] | undefined {
  if (pattern.length !== path.length) return undefined;
  const fits = pattern.every((segment, index) => segment === "*" || segment === path[index]);
  return fits ? path.filter((_, index) => pattern[index] === "*") : undefined;
}

function json({ viewer }: Call, value: unknown): Response {
  return jsonBytes(viewer, new TextEncoder().encode(JSON.stringify(value)));
}

function jsonBytes(viewer: Viewer, bytes: Uint8Array<ArrayBuffer>): Response {
  return new Response(viewer.outbox.bytes(bytes), {
    headers: { "Content-Type": "application/json" },
  });
}

function getAsset({ viewer, request, url }: Call): Response {
  return welcome(viewer.gate, request, url) ?? serveAsset(request, url, viewer);
}

function getInfo(call: Call): Response {
  const { folders, version, loopback } = call.viewer;
  const reply: InfoReply = {
    baseDir: folders.baseDir,
    problem: folders.problem ?? null,
    version,
    loopback,
  };
  return json(call, reply);
}

async function getBoards({ viewer, url }: Call): Promise<Response> {
  const since = optionalText(queryFields(url, ["since"], []), "since", 100);
  const list = await viewer.cache.list(since);
  if (list.version === since) return new Response(null, { status: 204 });
  return jsonBytes(viewer, list.bytes);
}

async function getBoard(call: Call): Promise<Response> {
  return json(call, await call.viewer.cache.board(call.segments[0]));
}

function patchBoard(call: Call): Response {
  const { viewer, body, segments: [id] } = call;
  const patch = checkAnnotationsPatch(body);
  viewer.folders.find(id);
  const annotations = viewer.annotations.update(id, patch);
  viewer.cache.refresh();
  return json(call, annotations);
}

async function removeBoard(call: Call): Promise<Response> {
  const { viewer, body, segments: [id] } = call;
  checkNames("the body", body, ["confirm"]);
  viewer.folders.find(id);
  if (requiredText(body, "confirm", 1000) !== id) {
    throw expected("confirm", `the board's id, "${id}"`, body.confirm);
  }
  await viewer.pool.drop(id);
  try {
    await deleteBoard(viewer.folders, id);
  } finally {
    viewer.cache.refresh();
  }
  try {
    viewer.annotations.remove(id);
  } catch {
    // The board is gone; what was written about it harms nobody.
  }
  return json(call, { deleted: id });
}

async function getMedia(call: Call): Promise<Response> {
  const { viewer, url, request: { signal }, segments: [id] } = call;
  const query = checkRowsQuery(url);
  const task = viewer.pool.use(id, (reader) => readMedia(reader, id, query, signal), signal);
  return json(call, await task);
}

async function getTables(call: Call): Promise<Response> {
  const { viewer, url, request: { signal }, segments: [id] } = call;
  const query = checkRowsQuery(url);
  const task = viewer.pool.use(id, (reader) => readTables(reader, id, query, signal), signal);
  return json(call, await task);
}

async function getHistograms(call: Call): Promise<Response> {
  const { viewer, url, request: { signal }, segments: [id] } = call;
  const query = checkRowsQuery(url);
  return json(
    call,
    await viewer.pool.use(id, (reader) => readHistograms(reader, query, signal), signal),
  );
}

async function getSteps(call: Call): Promise<Response> {
  const { viewer, url, request: { signal }, segments: [id] } = call;
  return json(call, await viewer.pool.use(id, (reader) => readSteps(reader, url, signal), signal));
}

async function getLog(call: Call): Promise<Response> {
  const { viewer, url, segments: [id, which] } = call;
  if (which !== "output" && which !== "writer") {
    throw new RequestError("not_found", `There is no log "${which}": expected output or writer`);
  }
  const offset = optionalInteger(queryFields(url, [], ["offset"]), "offset") ?? 0;
  viewer.folders.find(id);
  let path: string | undefined;
  try {
    path = viewer.folders.file(id, "logs", `${which}.log`);
  } catch {
    path = undefined; // Not there yet.
  }
  return json(call, await readLogSlice(path, offset));
}

function getMediaFile({ viewer, request, segments: [id, filename] }: Call): Promise<Response> {
  const path = viewer.folders.file(id, "media", filename);
  return serveMediaFile(path, filename, request, viewer.outbox);
}

function postSeries({ viewer, request, body }: Call): Response {
  const requests = checkSeriesRequests(body);
  const frames = seriesFrames(viewer.pool, requests, request.signal);
  return new Response(viewer.outbox.chunks(frames, 0), {
    headers: { "Content-Type": "application/octet-stream" },
  });
}

async function postSql(call: Call): Promise<Response> {
  const { viewer, request, body } = call;
  return json(call, await viewer.sql.run(checkSqlRequest(body), request.signal));
}
