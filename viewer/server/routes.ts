/**
 * The routes of the API. The file has more than 300 lines because every request is listed here, each
 * with a handler of a few lines: what they do is in the folders beside it.
 *
 * @module
 */
import { signedJson } from "../../format/negative_zero.ts";
import { isStoredFile } from "../../format/stored_files.ts";
import { labelsOf } from "../../format/run_labels.ts";
import { inspectFolder } from "../../reader/folder/board_folder.ts";
import { annotationsPatch } from "../protocol/annotations.ts";
import type { DeleteReply, InfoReply, Role } from "../protocol/api.ts";
import { boardsQuery, deleteRequest } from "../protocol/boards.ts";
import { logQuery } from "../protocol/logs.ts";
import { rowsQuery, stepsQuery } from "../protocol/rows.ts";
import { groupsRequest } from "../protocol/groups.ts";
import { seriesRequests } from "../protocol/series.ts";
import { sessionRequest } from "../protocol/session.ts";
import { sqlRequest } from "../protocol/sql.ts";
import { logInOneFile, logInPieces } from "./boards/log_files.ts";
import { textsQuery } from "../protocol/texts.ts";
import { readLogSlice } from "./boards/log_slice.ts";
import { seriesFrames } from "./boards/series_frames.ts";
import { serveAsset } from "./http/assets.ts";
import { checkBody, checkQuery, expected } from "./http/check_request.ts";
import { enter } from "./http/enter.ts";
import { serveMediaFile } from "./http/media_file.ts";
import { RequestError } from "./http/request_error.ts";
import type { ReadTask } from "./readers/board_tasks.ts";
import { bringing } from "./readers/source_tasks.ts";
import type { Call, Route } from "./route.ts";
import {
  deleteObject,
  getObject,
  listObjects,
  putObject,
  type StoreCall,
} from "./team/store_requests.ts";
import type { AuditedAct } from "./team/audit_entry.ts";
import type { Team } from "./team/team.ts";
import { isAtLeast } from "./team/roles.ts";

/** Bodies that are files come at their own pace, so many of a person at a time. */
const RAW = { role: "writer", rawBody: true, unlimited: true } as const;

/** The routes of the API, as `api.ts` of the protocol describes them. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/api/info", role: "viewer", handle: getInfo },
  { method: "GET", path: "/api/boards", role: "viewer", handle: getBoards },
  { method: "GET", path: "/api/boards/:id", role: "viewer", handle: getBoard },
  { method: "PATCH", path: "/api/boards/:id", role: "writer", handle: patchBoard },
  { method: "DELETE", path: "/api/boards/:id", role: "admin", handle: removeBoard },
  { method: "POST", path: "/api/boards/:id/read", role: "viewer", handle: readAgain },
  { method: "GET", path: "/api/boards/:id/media", role: "viewer", handle: getMedia },
  { method: "GET", path: "/api/boards/:id/tables", role: "viewer", handle: getTables },
  { method: "GET", path: "/api/boards/:id/histograms", role: "viewer", handle: getHistograms },
  { method: "GET", path: "/api/boards/:id/files", role: "viewer", handle: getFiles },
  { method: "GET", path: "/api/boards/:id/alerts", role: "viewer", handle: getAlerts },
  { method: "GET", path: "/api/boards/:id/steps", role: "viewer", handle: getSteps },
  { method: "GET", path: "/api/boards/:id/texts", role: "viewer", handle: getTexts },
  { method: "GET", path: "/api/boards/:id/logs/:name", role: "viewer", handle: getLog },
  { method: "GET", path: "/media/:id/:name", role: "viewer", handle: getMediaFile },
  { method: "GET", path: "/files/:id/:name", role: "viewer", handle: getLoggedFile },
  // They change nothing.
  { method: "POST", path: "/api/series", role: "viewer", handle: postSeries, tokenless: true },
  { method: "POST", path: "/api/groups", role: "viewer", handle: postGroups, tokenless: true },
  { method: "POST", path: "/api/sql", role: "viewer", handle: postSql },
  // It lasts as long as its page is open.
  { method: "GET", path: "/api/events", role: "viewer", handle: getEvents, unlimited: true },
  { method: "POST", path: "/api/session", role: "anyone", handle: logIn },
  { method: "DELETE", path: "/api/session", role: "anyone", handle: logOut },
  // What kobo sync and kobo pull ask: team/store_requests.ts.
  { method: "GET", path: "/api/store", role: "viewer", handle: storeRoute(getObject) },
  { method: "GET", path: "/api/store/list", role: "viewer", handle: storeRoute(listObjects) },
  { ...RAW, method: "PUT", path: "/api/store", handle: storeRoute(putObject) },
  { ...RAW, method: "DELETE", path: "/api/store", handle: storeRoute(deleteObject) },
];

/** A file of the page, or the page itself at its first address. */
export function getAsset({ viewer, responses, request, arrival, url }: Call): Response {
  const entered = enter(viewer, request, arrival);
  if (entered !== undefined) return entered;
  // Whoever opens the page will soon look at a board.
  if (url.pathname === "/") viewer.readers.prepare();
  // A browser that is logged in gets the token of its session, which no other page can read.
  const token = viewer.team?.pageTokenFor(request) ?? viewer.token;
  return serveAsset(request, url, { token, responses });
}

function json(call: Call, value: unknown): Response {
  return jsonBytes(call, new TextEncoder().encode(signedJson(value)));
}

function jsonBytes({ responses }: Call, bytes: Uint8Array<ArrayBuffer>): Response {
  return new Response(responses.bytes(bytes), {
    headers: { "Content-Type": "application/json" },
  });
}

function getInfo(call: Call): Response {
  const { folders, source, version, loopback } = call.viewer;
  const { problem } = folders; // For which the folder is listed.
  const reply: InfoReply = {
    baseDir: source?.address ?? folders.baseDir,
    problem: problem ?? null,
    awaitsRuns: problem === undefined || folders.isMissing,
    version,
    loopback,
    person: call.person ?? null,
    allows: allowed(call),
    notices: source?.annotationProblem === undefined ? [] : [source.annotationProblem],
  };
  return json(call, reply);
}

/** What a person of a team may do; without a team, whoever has the page may do all that can be done. */
function allowed({ person, viewer: { source } }: Call): InfoReply["allows"] {
  const mayBe = (role: Role) => person === undefined || isAtLeast(person.role, role);
  return {
    annotate: mayBe("writer") && source?.annotationProblem === undefined,
    remove: mayBe("admin") && source === undefined,
    sql: true,
    files: true,
    follow: true,
  };
}

async function getBoards(call: Call): Promise<Response> {
  const { viewer, url } = call;
  const { since } = checkQuery(boardsQuery, url);
  const list = await viewer.cache.list(since);
  if (list.version === since) return new Response(null, { status: 204 });
  return jsonBytes(call, list.bytes);
}

async function getBoard(call: Call): Promise<Response> {
  return json(call, await call.viewer.cache.board(call.id));
}

async function readAgain(call: Call): Promise<Response> {
  call.viewer.folders.find(call.id);
  await call.viewer.readers.drop(call.id);
  return json(call, await call.viewer.cache.readAgain(call.id));
}

async function patchBoard(call: Call): Promise<Response> {
  const { viewer, body, id } = call;
  const patch = checkBody(annotationsPatch, body);
  const { metadata } = inspectFolder(viewer.folders.find(id));
  const { team } = viewer;
  if (team !== undefined && call.person !== undefined) {
    team.checkMayChange(call.person, id, call.arrival);
  }
  const problem = await viewer.source?.findAnnotationProblem();
  if (problem !== undefined) throw new RequestError("forbidden", problem);
  const annotations = viewer.annotations.update(id, patch, labelsOf(metadata), call.person?.name);
  viewer.cache.refresh();
  audit(call, "annotate", Object.keys(patch).join(", "));
  return json(call, annotations);
}

async function removeBoard(call: Call): Promise<Response> {
  const { viewer, body, id } = call;
  viewer.folders.find(id);
  const { confirm } = checkBody(deleteRequest, body);
  if (confirm !== id) throw expected("confirm", `the board's id, "${id}"`, confirm);
  if (viewer.source !== undefined) {
    throw new RequestError(
      "forbidden",
      `The board is in ${viewer.source.address}: delete it there`,
    );
  }
  const remove = async () => {
    await viewer.readers.drop(id);
    try {
      await viewer.deleter.delete(id);
    } finally {
      viewer.cache.refresh();
    }
    audit(call, "delete_board");
  };
  await (viewer.team === undefined ? remove() : viewer.team.whileDeleting(id, remove));
  try {
    viewer.annotations.remove(id);
  } catch {
    // The board is deleted; annotations that stay do no harm.
  }
  const reply: DeleteReply = { deleted: id };
  return json(call, reply);
}

/** Writes down who has changed a board, on a server with tokens of people. */
function audit(call: Call, what: AuditedAct, detail?: string): void {
  const { viewer, person, arrival, id } = call;
  const who = person?.name ?? null;
  viewer.team?.audit.add({ who, what, from: arrival.client, board: id, detail });
}

function getMedia(call: Call): Promise<Response> {
  return read(call, { kind: "media", query: checkQuery(rowsQuery, call.url) });
}

function getTables(call: Call): Promise<Response> {
  return read(call, { kind: "tables", query: checkQuery(rowsQuery, call.url) });
}

function getHistograms(call: Call): Promise<Response> {
  return read(call, { kind: "histograms", query: checkQuery(rowsQuery, call.url) });
}

function getFiles(call: Call): Promise<Response> {
  return read(call, { kind: "files" });
}

function getAlerts(call: Call): Promise<Response> {
  return read(call, { kind: "alerts" });
}

function getSteps(call: Call): Promise<Response> {
  return read(call, { kind: "steps", query: checkQuery(stepsQuery, call.url) });
}

function getTexts(call: Call): Promise<Response> {
  return read(call, { kind: "texts", query: checkQuery(textsQuery, call.url) });
}

/** The reply to a task is JSON already, and goes on as it is. */
async function read(call: Call, task: ReadTask): Promise<Response> {
  const { viewer, request, id } = call;
  return jsonBytes(call, await viewer.tasks.run(id, task, request.signal));
}

async function getLog(call: Call): Promise<Response> {
  const { viewer, url, id, name } = call;
  if (name !== "output" && name !== "writer") {
    throw new RequestError("not_found", `There is no log "${name}": expected output or writer`);
  }
  const { offset, before } = checkQuery(logQuery, url);
  const boardDir = viewer.folders.find(id);
  await bringing(async () => await viewer.source?.fetchLogs(id));
  let path: string | undefined;
  try {
    path = viewer.folders.file(id, "logs", `${name}.log`);
  } catch {
    path = undefined; // The run has not written it yet.
  }
  const log = path !== undefined
    ? await logInOneFile(path)
    : name === "output"
    ? await logInPieces(boardDir)
    : undefined;
  return json(call, await readLogSlice(log, offset, before));
}

async function getMediaFile({ viewer, responses, request, id, name }: Call): Promise<Response> {
  viewer.folders.find(id);
  await bringing(async () => await viewer.source?.fetchMedium(id, name));
  const path = viewer.folders.file(id, "media", name);
  return await serveMediaFile(path, name, request, responses);
}

async function getLoggedFile({ viewer, responses, request, id, name }: Call): Promise<Response> {
  // What a run keeps beside the contents is nobody's.
  if (!isStoredFile(name)) throw new RequestError("not_found", `There is no file "${name}"`);
  viewer.folders.find(id);
  await bringing(async () => await viewer.source?.fetchFile(id, name));
  const path = viewer.folders.file(id, "files", name);
  return await serveMediaFile(path, name, request, responses);
}

function postSeries({ viewer, responses, request, body }: Call): Response {
  const { requests } = checkBody(seriesRequests, body);
  const frames = seriesFrames(viewer.series, requests, request.signal);
  return new Response(responses.chunks(frames, 0), {
    headers: { "Content-Type": "application/octet-stream" },
  });
}

async function postGroups({ viewer, who, responses, request, body }: Call): Promise<Response> {
  const checked = checkBody(groupsRequest, body);
  const { source } = viewer;
  if (source !== undefined) {
    for (const id of checked.groups.flat()) await bringing(() => source.fetchRows(id));
  }
  const bytes = await viewer.groups.run(checked, request.signal, who);
  return new Response(responses.bytes(bytes), {
    headers: { "Content-Type": "application/octet-stream" },
  });
}

async function postSql(call: Call): Promise<Response> {
  const { viewer, who, request, body } = call;
  const query = checkBody(sqlRequest, body);
  const { board, boards = viewer.folders.ids() } = query;
  const { source } = viewer;
  if (source !== undefined) {
    for (const id of board === undefined ? boards : [board]) {
      viewer.folders.find(id);
      await bringing(() => source.fetchRows(id));
    }
  }
  return json(call, await viewer.sql.run(query, request.signal, who));
}

function logIn(call: Call): Response {
  const { token } = checkBody(sessionRequest, call.body);
  const { person, setCookie } = teamOf(call).logIn(token, call.arrival);
  return Response.json(person, { headers: { "Set-Cookie": setCookie } });
}

function logOut(call: Call): Response {
  const setCookie = teamOf(call).logOut(call.request, call.arrival);
  return Response.json({}, { headers: { "Set-Cookie": setCookie } });
}

/** A route of the store that the folder is for whoever asks. */
function storeRoute(answer: (call: StoreCall) => Promise<Response>): Route["handle"] {
  return (call) => {
    const { viewer: { folders }, responses, person, request, url, arrival } = call;
    const team = teamOf(call);
    // The router has let nobody come here whom the team does not know.
    if (person === undefined) throw new RequestError("sign_in", "Log in first");
    return team.withStore(
      person,
      { baseDir: folders.baseDir, request, arrival },
      (store) => answer({ store, request, url, responses }),
    );
  };
}

function teamOf({ viewer: { team } }: Call): Team {
  if (team !== undefined) return team;
  throw new RequestError("not_found", "This server has no tokens of people: kobo serve starts one");
}

function getEvents({ viewer: { events, team }, who, request }: Call): Response {
  return events.open({ who, isAllowed: () => team?.knows(request) ?? true });
}
