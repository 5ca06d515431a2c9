import { assertEquals } from "@std/assert";
import type { Type } from "@badrap/valita";
import { annotations } from "../../../../viewer/protocol/annotations.ts";
import type {
  Annotations,
  AnnotationsPatch,
  BoardsReply,
  Series,
  SeriesRequest,
} from "../../../../viewer/protocol/api.ts";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import {
  readSeries,
  serve,
  TOKEN_HEADER,
  type ViewerServer,
} from "../../../../viewer/server/mod.ts";
import { sharedBoards } from "./viewer_boards.ts";

/** The token of the tests' viewers. */
export const TOKEN = "a-token-of-the-tests";
/** Both backends, whose boards the viewer shows alike. */
export const BACKENDS = ["duckdb", "parquet"] as const;
/** The last step of the fixture's boards, each of which has images, tables and histograms. */
export const LAST_STEP = 323;

/** A viewer of the fixture's boards; a test that changes boards makes its own. */
export async function viewerOfBoards(): Promise<ViewerServer> {
  return viewerOf(await sharedBoards());
}

/** A viewer of a folder. */
export function viewerOf(baseDir: string): ViewerServer {
  return serve({ baseDir, port: 0, token: TOKEN, log: () => {} });
}

/** The reply of a `GET`, which is a success and as its schema says. */
export async function get<Reply>(
  viewer: ViewerServer,
  path: string,
  schema: Type<Reply>,
): Promise<Reply> {
  return await readReply(await fetch(new URL(path, viewer.url)), schema);
}

/** The reply of a request with a body, which is a success and as its schema says. */
export async function send<Reply>(
  viewer: ViewerServer,
  method: string,
  path: string,
  body: unknown,
  schema: Type<Reply>,
): Promise<Reply> {
  const response = await fetch(new URL(path, viewer.url), {
    method,
    headers: { "Content-Type": "application/json", [TOKEN_HEADER]: TOKEN },
    body: JSON.stringify(body),
  });
  return await readReply(response, schema);
}

/** Changes the annotations of a board. */
export function annotate(
  viewer: ViewerServer,
  id: string,
  patch: AnnotationsPatch | Record<string, unknown>,
): Promise<Annotations> {
  return send(viewer, "PATCH", `/api/boards/${id}`, patch, annotations);
}

async function readReply<Reply>(response: Response, schema: Type<Reply>): Promise<Reply> {
  const reply = await response.json();
  assertEquals(response.status, 200, JSON.stringify(reply));
  schema.parse(reply);
  return reply;
}

/** The series of some requests, in their order. */
export async function readSeriesOf<Requests extends readonly SeriesRequest[]>(
  viewer: ViewerServer,
  ...requests: Requests
): Promise<{ [Index in keyof Requests]: Series }> {
  const response = await fetch(new URL("/api/series", viewer.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ requests }),
  });
  assertEquals(response.status, 200);
  const series = readSeries(await response.arrayBuffer());
  assertEquals(series.length, requests.length);
  return series as { [Index in keyof Requests]: Series };
}

/** The list of boards once all of them are read. */
export async function boardsWhenComplete(viewer: ViewerServer): Promise<BoardsReply> {
  for (;;) {
    const reply = await get(viewer, "/api/boards", boardsReply);
    if (reply.boards.every(({ pending }) => !pending)) return reply;
  }
}

/** Waits until something is there, at most a minute. */
export async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It has not happened within a minute");
}

/** An item of a list, which must be there. */
export function at<Item>(items: ArrayLike<Item>, index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There are ${items.length} items, none at ${index}`);
  return item;
}
