import type {
  AlertsReply,
  Annotations,
  AnnotationsPatch,
  BoardReply,
  BoardsReply,
  DeleteReply,
  ErrorReply,
  FilesReply,
  GroupSeries,
  GroupsRequest,
  HistogramsReply,
  InfoReply,
  LogQuery,
  LogReply,
  MediaKind,
  MediaReply,
  Person,
  RowsQuery,
  Series,
  SeriesRequest,
  SqlReply,
  SqlRequest,
  StepsAxis,
  StepsReply,
  TablesReply,
  TextsReply,
} from "../../protocol/api.ts";
import { readGroups } from "../../protocol/groups_frame.ts";
import { readSeries } from "../../protocol/series_frame.ts";
import { TOKEN_HEADER } from "../../protocol/token_header.ts";
import { ApiError } from "./api_error.ts";
import { connection } from "./connection.ts";
import { sharedServer } from "./shared_page.ts";
import { signedOut } from "./signed_out.ts";

/** How often the page sends a request to a server that replies that it is busy. */
const MAX_TRIES = 5;
const BUSY_WAIT_MS = 300;
/** A server that has not begun to say which boards there are after so long, does not respond. */
const ANSWER_MS = 20_000;

type Query = { [key: string]: string | number | undefined };

let token = readToken(document);

/**
 * The server's API, with one function per kind of request. Its addresses are relative to the
 * page's, which a reverse proxy may show below any path. All of them throw an `ApiError` if the request fails, and an `AbortError` once `signal` is aborted.
 */
export const api = {
  /** The folder that the server shows, and the server's version. */
  info: (signal?: AbortSignal): Promise<InfoReply> => getJson("api/info", {}, signal),

  /** The list of boards, or what changed since a version of it; `null` if nothing did. */
  async boards(since?: string, signal?: AbortSignal): Promise<BoardsReply | null> {
    const response = await request(address("api/boards", { since }), { signal }, ANSWER_MS);
    return response.status === 204 ? null : await body(response.json());
  },

  /** Which metrics, media, tables and histograms a board has. */
  board: (id: string, signal?: AbortSignal): Promise<BoardReply> =>
    getJson(boardPath(id), {}, signal),

  /** Changes the annotations of a board. */
  annotate: (id: string, patch: AnnotationsPatch): Promise<Annotations> =>
    sendJson("PATCH", boardPath(id), patch),

  /** Deletes a board from disk. */
  remove: (id: string): Promise<DeleteReply> => sendJson("DELETE", boardPath(id), { confirm: id }),

  /** Series of charts, in the order of the requests. */
  async series(requests: SeriesRequest[], signal?: AbortSignal): Promise<Series[]> {
    const response = await send("POST", "api/series", { requests }, signal);
    return readSeries(await body(response.arrayBuffer()));
  },

  /** A metric of groups of boards, in the order of the request. */
  async groups(groups: GroupsRequest, signal?: AbortSignal): Promise<GroupSeries[]> {
    const response = await send("POST", "api/groups", groups, signal);
    return readGroups(await body(response.arrayBuffer()));
  },

  /** Rows of the table `media`. */
  media: (
    id: string,
    query: RowsQuery & { type?: MediaKind } = {},
    signal?: AbortSignal,
  ): Promise<MediaReply> => getJson(`${boardPath(id)}/media`, { ...query }, signal),

  /** Rows of the table `tables`. */
  tables: (id: string, query: RowsQuery = {}, signal?: AbortSignal): Promise<TablesReply> =>
    getJson(`${boardPath(id)}/tables`, { ...query }, signal),

  /** Rows of the table `histograms`; with `thin`, at most that many, evenly spaced. */
  histograms: (
    id: string,
    query: RowsQuery & { thin?: number } = {},
    signal?: AbortSignal,
  ): Promise<HistogramsReply> => getJson(`${boardPath(id)}/histograms`, { ...query }, signal),

  /** Rows of the table `files`. */
  files: (id: string, signal?: AbortSignal): Promise<FilesReply> =>
    getJson(`${boardPath(id)}/files`, {}, signal),

  /** Rows of the table `alerts`. */
  alerts: (id: string, signal?: AbortSignal): Promise<AlertsReply> =>
    getJson(`${boardPath(id)}/alerts`, {}, signal),

  /** The steps at which a board logged something under a name, or under all, with their places. */
  steps: (
    id: string,
    query: { kind: "media" | "tables" | "histograms"; name?: string } & Partial<StepsAxis>,
    signal?: AbortSignal,
  ): Promise<StepsReply> => getJson(`${boardPath(id)}/steps`, { ...query }, signal),

  /** The last values of a metric of texts, the last one first. */
  texts: (id: string, name: string, signal?: AbortSignal): Promise<TextsReply> =>
    getJson(`${boardPath(id)}/texts`, { name }, signal),

  /** A part of a log file, from a byte on or before a byte; a negative offset counts from the end. */
  log: (
    id: string,
    which: "output" | "writer",
    query: LogQuery,
    signal?: AbortSignal,
  ): Promise<LogReply> => getJson(`${boardPath(id)}/logs/${which}`, { ...query }, signal),

  /** Reads a board anew, even if its files have not changed. */
  readAgain: (id: string): Promise<BoardReply> => sendJson("POST", `${boardPath(id)}/read`, {}),

  /** Logs this browser in, by a token of a person. */
  logIn: (token: string): Promise<Person> => sendJson("POST", "api/session", { token }),

  /** Logs this browser out. */
  logOut: (): Promise<unknown> => sendJson("DELETE", "api/session", {}),

  /** Runs an SQL query. */
  sql: (query: SqlRequest, signal?: AbortSignal): Promise<SqlReply> =>
    sendJson("POST", "api/sql", query, signal),
};

function boardPath(id: string): string {
  return `api/boards/${encodeURIComponent(id)}`;
}

function address(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}

async function getJson<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
  const response = await request(address(path, query), { signal });
  return await body(response.json());
}

async function sendJson<T>(
  method: string,
  path: string,
  content: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return await body((await send(method, path, content, signal)).json());
}

async function send(
  method: string,
  path: string,
  content: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const post = () =>
    request(path, {
      method,
      signal,
      headers: { "Content-Type": "application/json", [TOKEN_HEADER]: token },
      body: JSON.stringify(content),
    });
  try {
    return await post();
  } catch (error) {
    // A server that was restarted has a new token.
    if (!(error instanceof ApiError) || error.kind !== "forbidden") throw error;
    if (!await renewToken(signal)) throw error;
    return await post();
  }
}

/** @param answerMs How long the server may take to begin its answer. Default: as the browser wants. */
async function request(path: string, init: RequestInit, answerMs?: number): Promise<Response> {
  for (let tries = 1;; tries++) {
    let response: Response;
    try {
      response = await (sharedServer?.fetch(path, init) ?? fetchWithin(answerMs, path, init));
    } catch (error) {
      throw offlineUnlessAborted(error);
    }
    connection.value = "online";
    if (response.ok) return response;
    const error = await readError(response);
    if (error.kind === "sign_in") signedOut.value = true;
    if (error.kind !== "busy" || tries === MAX_TRIES) throw error;
    await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS * tries));
    init.signal?.throwIfAborted();
  }
}

/** Fetches, and gives up where no answer has begun in time; for how long it goes on, makes no difference. */
async function fetchWithin(
  ms: number | undefined,
  path: string,
  init: RequestInit,
): Promise<Response> {
  if (ms === undefined) return await fetch(path, init);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("No answer", "TimeoutError")), ms);
  try {
    const signals = init.signal ? [init.signal, late.signal] : [late.signal];
    return await fetch(path, { ...init, signal: AbortSignal.any(signals) });
  } finally {
    clearTimeout(timer);
  }
}

/** Reads a body. One that ends early means that the server has stopped. */
async function body<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw offlineUnlessAborted(error);
  }
}

function offlineUnlessAborted(error: unknown): unknown {
  if (error instanceof DOMException && error.name === "AbortError") return error;
  connection.value = "offline";
  return new ApiError("offline", "The server does not respond", { cause: error });
}

async function readError(response: Response): Promise<ApiError> {
  try {
    const { error, kind }: ErrorReply = await response.json();
    return new ApiError(kind, error);
  } catch {
    return new ApiError("failed", `The server responded with status ${response.status}`);
  }
}

async function renewToken(signal?: AbortSignal): Promise<boolean> {
  const page = await (await request("./", { signal })).text();
  const renewed = readToken(new DOMParser().parseFromString(page, "text/html"));
  const changed = renewed !== "" && renewed !== token;
  token = renewed;
  return changed;
}

function readToken(page: Document): string {
  return page.querySelector<HTMLMetaElement>('meta[name="kobo-token"]')?.content ?? "";
}
