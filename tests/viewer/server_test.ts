import { promises } from "node:fs";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type {
  BoardInfo,
  BoardReply,
  BoardsReply,
  HistogramsReply,
  LogReply,
  MediaReply,
  SeriesRequest,
  SqlReply,
  StepsReply,
  TablesReply,
} from "../../viewer/protocol/api.ts";
import { readSeries, serve, TOKEN_HEADER, type ViewerServer } from "../../viewer/server/mod.ts";
import { TempDir } from "../support/temp_dir.ts";
import { HOSTILE } from "./hostile_names.ts";
import { LiveBoard, makeBoards } from "./viewer_boards.ts";

const TOKEN = "a-token-of-the-tests";
const BACKENDS = ["duckdb", "parquet"] as const;
/** What the fixture logs beside scalars: images twice, tables twice, histograms. */
const LAST_STEP = 323;

let made: Promise<TempDir> | undefined;
globalThis.addEventListener("unload", () => void made?.then((dir) => dir[Symbol.dispose]()));

/** A viewer of the fixture's boards; tests that change them make their own. */
async function viewerOfBoards(): Promise<ViewerServer> {
  const { path } = await (made ??= makeBoards());
  return viewerOf(path);
}

function viewerOf(baseDir: string): ViewerServer {
  return serve({ baseDir, port: 0, token: TOKEN, log: () => {} });
}

async function get<Reply>(viewer: ViewerServer, path: string): Promise<Reply> {
  const answer = await fetch(new URL(path, viewer.url));
  const reply = await answer.json();
  assertEquals(answer.status, 200, JSON.stringify(reply));
  return reply;
}

async function send<Reply>(
  viewer: ViewerServer,
  method: string,
  path: string,
  body: unknown,
): Promise<Reply> {
  const answer = await fetch(new URL(path, viewer.url), {
    method,
    headers: { "Content-Type": "application/json", [TOKEN_HEADER]: TOKEN },
    body: JSON.stringify(body),
  });
  const reply = await answer.json();
  assertEquals(answer.status, 200, JSON.stringify(reply));
  return reply;
}

async function series(viewer: ViewerServer, ...requests: SeriesRequest[]) {
  const answer = await fetch(new URL("/api/series", viewer.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ requests }),
  });
  assertEquals(answer.status, 200);
  return readSeries(await answer.arrayBuffer());
}

async function boardsWhenComplete(viewer: ViewerServer): Promise<BoardsReply> {
  for (;;) {
    const reply = await get<BoardsReply>(viewer, "/api/boards");
    if (reply.boards.every(({ pending }) => !pending)) return reply;
  }
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It has not happened within a minute");
}

Deno.test("GET /api/boards lists all boards with last and best values", async () => {
  await using viewer = await viewerOfBoards();
  const { boards, version } = await boardsWhenComplete(viewer);
  assertEquals(boards.map(({ boardId }) => boardId), [
    "one_parquet",
    "full_parquet",
    "one_duckdb",
    "full_duckdb",
  ]);
  for (const backend of BACKENDS) {
    const info = boards.find(({ boardId }) => boardId === `full_${backend}`)!;
    assertEquals(info.status, "finished");
    assertEquals(info.metadata?.name, HOSTILE.name);
    assertEquals(info.metadata?.config, { lr: 0.01, note: HOSTILE.name });
    assertEquals(info.problems, []);
    assert(info.sizeBytes > 1000);
    assertEquals(info.metricNames.slice(0, 3), ["loss", "train/accuracy", HOSTILE.metric]);
    assertEquals(info.last.loss, 1 / 300);
    assertEquals(info.best.loss, { min: 1 / 300, max: 1 });
    assertEquals(info.last.note, "step 299");
    assertEquals(info.last.ok, false);
    assertEquals(Object.getOwnPropertyDescriptor(info.last, "__proto__")?.value, 2);
    assertEquals(info.counts?.histograms, 20);
    assertEquals(info.counts?.tables, 2);
    assertEquals(info.annotations, { tags: [], hidden: false });
  }
  const same = await fetch(new URL(`/api/boards?since=${version}`, viewer.url));
  assertEquals(same.status, 204);
});

Deno.test("GET /api/boards/:id names all that was logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = await get<BoardReply>(viewer, `/api/boards/full_${backend}`);
    assertEquals([board.status, board.live, board.lastStep], ["finished", false, LAST_STEP]);
    const loss = board.metrics.find(({ name }) => name === "loss")!;
    assertEquals(loss, {
      ...{ name: "loss", type: "double", count: 300, lastStep: 299, lastValue: 1 / 300 },
      ...{ min: 1 / 300, max: 1 },
    });
    assertEquals(board.metrics.find(({ name }) => name === "late")?.count, 150);
    assertEquals(board.metrics.find(({ name }) => name === "note")?.type, "string");
    assertEquals(board.media.slice(0, 2), [
      { name: HOSTILE.media, type: "image", count: 2, firstStep: 300, lastStep: 300 },
      { name: "again", type: "image", count: 1, firstStep: 301, lastStep: 301 },
    ]);
    assertEquals(board.tables.map(({ name }) => name), ["class_metrics", "more"]);
    assertEquals(board.histograms, [{ name: "grads", count: 20, firstStep: 304, lastStep: 323 }]);
    assert(Math.abs(board.firstTimestamp! - Date.now()) < 600_000);
  }
  const answer = await fetch(new URL("/api/boards/nothing", viewer.url));
  assertEquals([answer.status, (await answer.json()).kind], [404, "not_found"]);
});

Deno.test("POST /api/series gives values as they were logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const [loss, ok, late, proto, hostile, note, none] = await series(
      viewer,
      { board, metric: "loss" },
      { board, metric: "ok" },
      { board, metric: "late" },
      { board, metric: "__proto__" },
      { board, metric: HOSTILE.metric },
      { board, metric: "note" },
      { board, metric: "nothing" },
    );
    const steps = Array.from({ length: 300 }, (_, step) => step);
    assertEquals([...loss.x], steps);
    const logged = steps.map((step) =>
      step === 100 ? NaN : step === 200 ? Infinity : 1 / (step + 1)
    );
    assertEquals([...loss.y], logged);
    assertEquals([loss.rowCount, loss.sampled, loss.lastStep], [300, false, 299]);
    assertEquals([...ok.y.slice(0, 3)], [1, 0, 1]);
    assertEquals([...late.x], steps.slice(150));
    assertEquals([proto.n, hostile.n], [300, 300]);
    // Text has no place on an axis, and what is not there has no values.
    for (const empty of [note, none]) {
      assert(empty.error !== undefined && empty.n === 0, empty.metric);
    }
  }
});

Deno.test("POST /api/series samples, zooms and changes the axis", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const [few, zoom, time, globalStep] = await series(
      viewer,
      { board, metric: "loss", maxPoints: 20 },
      { board, metric: "loss", from: 95.5, to: 105 },
      { board, metric: "loss", x: "timestamp" },
      { board, metric: "loss", x: "global_step", from: 3, to: 4 },
    );
    assert(few.sampled && few.n < 100 && few.rowCount === 300, `${few.n}`);
    assert(few.y.some(Number.isNaN) && few.y.includes(Infinity) && few.y.includes(1));
    assertEquals([few.x[0], few.x.at(-1)], [0, 299]);
    assertEquals([...zoom.x], [96, 97, 98, 99, 100, 101, 102, 103, 104, 105]);
    assertEquals(time.n, 300);
    assert(Math.abs(time.x[0] - Date.now()) < 600_000);
    assert(time.x.every((x, index) => index === 0 || x >= time.x[index - 1]));
    assertEquals(globalStep.n, 20);
  }
});

Deno.test("POST /api/series draws a metric over another", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const x = { metric: "train/accuracy" };
    const [all, few, zoom, late, overLoss, itself] = await series(
      viewer,
      { board, metric: "loss", x },
      { board, metric: "loss", x, maxPoints: 20 },
      { board, metric: "loss", x, from: 0.5, to: 0.6 },
      { board, metric: "late", x },
      { board, metric: "ok", x: { metric: "loss" } },
      { board, metric: "loss", x, after: 290 },
    );
    assertEquals([all.n, all.lastStep], [300, 299]);
    assertEquals([...all.x], Array.from({ length: 300 }, (_, step) => step / 300));
    assert(few.sampled && few.n < 100 && few.y.includes(1) && few.y.some(Number.isNaN));
    assert(zoom.x.every((x) => x >= 0.5 && x <= 0.6) && zoom.n >= 30, `${zoom.n}`);
    assertEquals(late.n, 150);
    assertEquals(overLoss.n, 298); // Without those where x is not finite.
    assert(overLoss.x.every((x, index) => index === 0 || x >= overLoss.x[index - 1]));
    assertEquals([itself.n, itself.lastStep], [9, 299]);
  }
});

Deno.test("POST /api/series fetches nothing twice of a live board", async () => {
  for (const backend of BACKENDS) {
    using dir = new TempDir();
    await using live = await LiveBoard.start(dir.path, backend);
    await using viewer = viewerOf(dir.path);
    const received = { step: [] as number[], timestamp: [] as number[] };
    const after = { step: -1, timestamp: -1 };
    const takeNew = async () => {
      for (const x of ["step", "timestamp"] as const) {
        const request = { board: "live", metric: "loss", x, after: after[x] };
        const [news] = await series(viewer, request);
        if (news.error !== undefined) assertStringIncludes(news.error, "the board has none yet");
        received[x].push(...news.y);
        after[x] = news.lastStep;
      }
    };
    await until(async () => {
      await takeNew();
      return received.step.length >= 200 ? true : undefined;
    });
    await live.finish();
    await takeNew();
    const [all] = await series(viewer, { board: "live", metric: "loss", maxPoints: 100_000 });
    assertEquals(received.step, [...all.y]);
    assertEquals(received.timestamp, [...all.y]);
    const [none] = await series(viewer, { board: "live", metric: "loss", after: all.lastStep });
    assertEquals([none.n, none.lastStep], [0, all.lastStep]);
  }
});

Deno.test("GET /api/boards/:id/media gives rows, and /media/:id/:filename their files", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const path = `/api/boards/full_${backend}/media`;
    const { rows } = await get<MediaReply>(viewer, `${path}?type=image&limit=2`);
    assertEquals(rows.map(({ step, name, caption }) => [step, name, caption]), [
      [300, HOSTILE.media, HOSTILE.caption],
      [300, HOSTILE.media, HOSTILE.caption],
    ]);
    assertEquals([rows[0].width, rows[0].height, rows[0].format], [8, 8, "png"]);
    const { rows: later } = await get<MediaReply>(viewer, `${path}?after=300`);
    assert(later.length > 0 && later.every(({ step }) => step > 300));

    const file = await fetch(new URL(rows[0].url, viewer.url));
    assertEquals([file.status, file.headers.get("content-type")], [200, "image/png"]);
    const bytes = await file.bytes();
    assertEquals(bytes.length, rows[0].sizeBytes);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assertEquals(digest.toHex(), rows[0].mediaId);

    const part = async (range: string, more: Record<string, string> = {}) => {
      const headers = { Range: range, ...more };
      const answer = await fetch(new URL(rows[0].url, viewer.url), { headers });
      return [answer.status, [...await answer.bytes()], answer.headers.get("content-range")];
    };
    const size = bytes.length;
    assertEquals(await part("bytes=1-3"), [206, [...bytes.slice(1, 4)], `bytes 1-3/${size}`]);
    assertEquals(await part("bytes=-2"), [
      206,
      [...bytes.slice(-2)],
      `bytes ${size - 2}-${size - 1}/${size}`,
    ]);
    assertEquals((await part(`bytes=${size - 1}-`))[1], [...bytes.slice(-1)]);
    assertEquals(await part(`bytes=${size}-`), [416, [], `bytes */${size}`]);
    for (const whole of ["bytes=0-1,3-4", "bytes=x-", "lines=1-2", "bytes=-"]) {
      assertEquals((await part(whole))[0], 200, whole);
    }
    assertEquals((await part("bytes=1-3", { "If-Range": '"other"' }))[0], 200);
    const tag = file.headers.get("etag")!;
    const same = await fetch(new URL(rows[0].url, viewer.url), {
      headers: { "If-None-Match": tag },
    });
    assertEquals([same.status, (await same.bytes()).length], [304, 0]);
    const head = await fetch(new URL(rows[0].url, viewer.url), { method: "HEAD" });
    assertEquals([head.status, head.headers.get("content-length")], [200, String(size)]);
  }
});

Deno.test("GET /api/boards/:id/tables, /histograms and /steps give what was logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const path = `/api/boards/full_${backend}`;
    const { rows, media } = await get<TablesReply>(viewer, `${path}/tables?name=class_metrics`);
    assertEquals(rows[0].columns, [HOSTILE.column, "picture", "n"]);
    assertEquals(rows[0].columnTypes, ["text", "media", "number"]);
    const [text, picture, number] = rows[0].rows[0];
    assertEquals([text, number], [HOSTILE.cell, "NaN"]);
    const { mediaId } = picture as { mediaId: string };
    const file = await fetch(new URL(media[mediaId].url, viewer.url));
    assertEquals((await file.bytes()).length, media[mediaId].sizeBytes);

    const all = await get<HistogramsReply>(viewer, `${path}/histograms?name=grads`);
    assertEquals([all.rows.length, all.total], [20, 20]);
    const [first] = all.rows;
    assertEquals([first.count, first.nanCount, first.infCount], [3, 1, 1]);
    assertEquals(first.counts.reduce((sum, count) => sum + count), 3);
    assertEquals(first.bins.length, first.counts.length + 1);
    const thin = await get<HistogramsReply>(viewer, `${path}/histograms?name=grads&thin=5`);
    assertEquals(thin.total, 20);
    assertEquals([thin.rows.length, thin.rows[0].step, thin.rows[4].step], [5, 304, LAST_STEP]);
    const one = await get<HistogramsReply>(viewer, `${path}/histograms?name=grads&step=310`);
    assertEquals(one.rows.map(({ step }) => step), [310]);

    const steps = (kind: string, name: string) =>
      get<StepsReply>(viewer, `${path}/steps?kind=${kind}&name=${encodeURIComponent(name)}`);
    assertEquals((await steps("media", HOSTILE.media)).steps, [300]);
    assertEquals((await steps("tables", "more")).steps, [303]);
    assertEquals((await steps("histograms", "grads")).steps.length, 20);
    assertEquals((await steps("media", "nothing")).steps, []);
  }
});

Deno.test("GET /api/boards/:id/logs/:which follows a log by its bytes", async () => {
  using dir = new TempDir();
  const board = dir.join("board", "logs");
  Deno.mkdirSync(board, { recursive: true });
  await using viewer = viewerOf(dir.path);
  const read = (offset?: number, which = "output") =>
    get<LogReply>(
      viewer,
      `/api/boards/board/logs/${which}${offset === undefined ? "" : `?offset=${offset}`}`,
    );
  assertEquals(await read(), { text: "", offset: 0, size: 0, reset: false });
  const path = `${board}/output.log`;
  const lines = "first\n[STDERR] zwölf 🐟\nthird\n";
  const size = new TextEncoder().encode(lines).length;
  Deno.writeTextFileSync(path, lines);
  assertEquals(await read(), { text: lines, offset: size, size, reset: false });
  assertEquals((await read(6)).text, lines.slice(6));
  assertEquals(await read(size), { text: "", offset: size, size, reset: false });
  assertEquals((await read(-10)).text, "third\n");
  assertEquals((await read(-10_000)).text, lines);
  assertEquals(await read(size + 1), { text: lines, offset: size, size, reset: true });
  // A character that is not whole yet waits for its end.
  Deno.writeFileSync(path, new TextEncoder().encode(lines).slice(0, 24));
  const cut = await read(6);
  assertEquals([cut.text, cut.size], ["[STDERR] zwölf ", 24]);
  Deno.writeTextFileSync(path, lines);
  assertEquals(cut.text + (await read(cut.offset)).text, lines.slice(6));
  // More than one answer holds.
  Deno.writeTextFileSync(path, "äöü 🐟\n".repeat(300_000));
  let [text, offset, answers] = ["", 0, 0];
  for (;;) {
    const reply = await read(offset);
    text += reply.text;
    offset = reply.offset;
    answers++;
    if (offset === reply.size) break;
  }
  assertEquals(text, "äöü 🐟\n".repeat(300_000));
  assert(answers > 3);
});

Deno.test("PATCH /api/boards/:id keeps annotations beside the boards", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const path = "/api/boards/one_duckdb";
  await send(viewer, "PATCH", path, { title: " A title ", tags: ["a", " b ", "a"] });
  await send(viewer, "PATCH", path, { notes: HOSTILE.name, hidden: true });
  const wanted = { tags: ["a", "b"], hidden: true, title: "A title", notes: HOSTILE.name };
  assertEquals((await get<BoardReply>(viewer, path)).annotations, wanted);
  const listed = await get<BoardsReply>(viewer, "/api/boards");
  const of = (list: BoardInfo[], id: string) =>
    list.find(({ boardId }) => boardId === id)!.annotations;
  assertEquals(of(listed.boards, "one_duckdb"), wanted);
  assertEquals(of(listed.boards, "one_parquet"), { tags: [], hidden: false });
  const file = JSON.parse(Deno.readTextFileSync(dir.join(".kobo", "annotations.json")));
  assertEquals(file, { version: 1, boards: { one_duckdb: wanted } });
  const own = [...Deno.readDirSync(dir.join(".kobo"))].map(({ name }) => name);
  assertEquals(own.filter((name) => name.includes("tmp")), []);
  // Nothing was written to the board.
  assertEquals(
    [...Deno.readDirSync(dir.join("one_duckdb"))].map(({ name }) => name).sort(),
    ["data", "logs", "metadata.json"],
  );
  // Another viewer sees it, and what it changes.
  await using other = viewerOf(dir.path);
  await send(other, "PATCH", "/api/boards/one_parquet", { tags: ["c"] });
  await send(viewer, "PATCH", path, { title: "", hidden: false });
  const { boards: last } = await get<BoardsReply>(other, "/api/boards");
  assertEquals(of(last, "one_parquet"), { tags: ["c"], hidden: false });
  assertEquals(of(last, "one_duckdb"), { tags: ["a", "b"], hidden: false, notes: HOSTILE.name });
  // A file that we do not understand is not overwritten.
  Deno.writeTextFileSync(dir.join(".kobo", "annotations.json"), "{ mine");
  await assertRejects(() => send(viewer, "PATCH", path, { title: "x" }), Error, "mend it");
  assertEquals(Deno.readTextFileSync(dir.join(".kobo", "annotations.json")), "{ mine");
  assertEquals((await get<BoardsReply>(viewer, "/api/boards")).boards.length, 4);
  for (const body of [{ tags: "a" }, { tags: [""] }, { hidden: 1 }, { title: 1 }, { nothing: 1 }]) {
    await assertRejects(() => send(viewer, "PATCH", path, body), Error, "bad_request");
  }
});

Deno.test("GET /api/boards?since= gives what came, changed and went, and nothing else", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const { version, removed, boards } = await boardsWhenComplete(viewer);
  assertEquals([boards.length, removed], [4, null]);
  const news = async (since: string) => {
    const { boards, removed, version } = await get<BoardsReply>(
      viewer,
      `/api/boards?since=${since}`,
    );
    return { ids: boards.map(({ boardId }) => boardId), removed, version };
  };
  await send(viewer, "PATCH", "/api/boards/one_duckdb", { title: "x" });
  const annotated = await news(version);
  assertEquals([annotated.ids, annotated.removed], [["one_duckdb"], []]);
  Deno.renameSync(dir.join("one_parquet"), dir.join("renamed"));
  const renamed = await news(annotated.version);
  assertEquals([renamed.ids, renamed.removed], [["renamed"], ["one_parquet"]]);
  // Whoever knows less is told all of it at once.
  const both = await news(version);
  assertEquals([both.ids, both.removed], [["renamed", "one_duckdb"], ["one_parquet"]]);
  Deno.renameSync(dir.join("renamed"), dir.join("one_parquet"));
  const back = await news(version);
  assertEquals([back.ids, back.removed], [["one_parquet", "one_duckdb"], ["renamed"]]);
  // A version of another process, or none at all.
  for (const since of ["00000000-3", "x", `${version}9999`]) {
    const { ids, removed } = await news(since);
    assertEquals([ids.length, removed], [4, null], since);
  }
});

Deno.test("DELETE /api/boards/:id says what is left of it, and the next one removes that", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const ids = async () =>
    (await boardsWhenComplete(viewer)).boards.map(({ boardId }) => boardId).sort();
  const remove = (id: string) =>
    send<unknown>(viewer, "DELETE", `/api/boards/${id}`, { confirm: id })
      .catch(({ message }) => String(message));
  const left = () =>
    [...Deno.readDirSync(dir.path)].map(({ name }) => name)
      .filter((name) => name.startsWith(".deleted_"));
  await ids();
  const { rm } = promises;
  promises.rm = () => Promise.reject(new Error("EACCES: a file is held"));
  try {
    const message = String(await remove("one_duckdb"));
    assertStringIncludes(message, 'The board \\"one_duckdb\\" is deleted, but');
    assertStringIncludes(message, "a file is held");
  } finally {
    promises.rm = rm;
  }
  assertEquals(left().length, 1);
  assertEquals(await ids(), ["full_duckdb", "full_parquet", "one_parquet"]);
  // What people wrote cannot be read: the board goes all the same.
  Deno.mkdirSync(dir.join(".kobo"), { recursive: true });
  Deno.writeTextFileSync(dir.join(".kobo", "annotations.json"), "{ mine");
  assertEquals(await remove("one_parquet"), { deleted: "one_parquet" });
  assertEquals(left(), []);
  assertEquals(await ids(), ["full_duckdb", "full_parquet"]);
});

Deno.test("POST /api/sql asks one board, some, or all", async () => {
  await using viewer = await viewerOfBoards();
  const ask = (body: Record<string, unknown>) => send<SqlReply>(viewer, "POST", "/api/sql", body);
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const rows = await ask({
      board,
      query: "SELECT step, loss, ok, note FROM metrics WHERE step >= $1 ORDER BY step LIMIT 1",
      params: [100],
    });
    assertEquals(rows.rows, [[100, "NaN", true, "step 100"]]);
    assertEquals(rows.columns.map(({ name }) => name), ["step", "loss", "ok", "note"]);
    const cut = await ask({ board, query: "SELECT step FROM metrics ORDER BY step", maxRows: 3 });
    assertEquals([cut.rows, cut.truncated], [[[0], [1], [2]], true]);
    const values = await ask({
      board,
      query:
        "SELECT 2::HUGEINT ** 70, TIMESTAMP '2026-01-02 03:04:05', '\\xAB'::BLOB, [1, NULL], " +
        "{'a': 1}, -'Infinity'::DOUBLE, NULL, 9007199254740993",
    });
    assertEquals(values.rows[0].slice(1, 4), ["2026-01-02T03:04:05.000Z", "0xab", [1, null]]);
    assertEquals(values.rows[0].slice(4), [{ a: 1 }, "-Infinity", null, "9007199254740993"]);
  }
  const all = await ask({ query: "SELECT board_id, count(*) FROM metrics GROUP BY 1 ORDER BY 1" });
  assertEquals(all.rows.map(([id]) => id), [
    "full_duckdb",
    "full_parquet",
    "one_duckdb",
    "one_parquet",
  ]);
  const some = await ask({
    boards: ["one_duckdb", "one_parquet"],
    query: "SELECT DISTINCT board_id FROM metrics ORDER BY 1",
  });
  assertEquals(some.rows, [["one_duckdb"], ["one_parquet"]]);
  const runs = await ask({ query: `SELECT board_id FROM runs WHERE "config.lr" < 0.1 ORDER BY 1` });
  assertEquals(runs.rows, [["full_duckdb"], ["full_parquet"]]);
  await assertRejects(() => ask({ query: "SELECT nothing FROM metrics" }), Error, "nothing");
});

Deno.test("GET /api/events tells of boards that come, grow and end", async () => {
  using dir = new TempDir();
  await using viewer = viewerOf(dir.path);
  const stop = new AbortController();
  const answer = await fetch(new URL("/api/events", viewer.url), { signal: stop.signal });
  assertEquals(answer.headers.get("content-type"), "text/event-stream");
  const seen: { event: string; data: Record<string, unknown> }[] = [];
  const reading = (async () => {
    let buffered = "";
    for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
      buffered += text;
      const messages = buffered.split("\n\n");
      buffered = messages.pop()!;
      for (const message of messages) {
        const event = /^event: (.*)$/m.exec(message)?.[1];
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (event !== undefined) seen.push({ event, data: JSON.parse(data!) });
      }
    }
  })().catch(() => {});
  const status = async () => {
    const { boards } = await get<BoardsReply>(viewer, "/api/boards");
    return boards.find(({ boardId }) => boardId === "live")?.status;
  };
  await using live = await LiveBoard.start(dir.path, "duckdb");
  // Once for its coming, and again for its rows.
  const told = await until(() =>
    Promise.resolve(seen.filter(({ event }) => event === "board").at(1))
  );
  assertEquals(told.data, { id: "live", live: true });
  assertEquals(await status(), "running");
  const before = seen.filter(({ event }) => event === "boards").length;
  await live.kill();
  await until(async () => await status() === "crashed" ? true : undefined);
  await until(() =>
    Promise.resolve(seen.filter(({ event }) => event === "boards").length > before || undefined)
  );
  stop.abort();
  await reading;
});

Deno.test("serve() shows a folder that comes, goes and changes", async () => {
  using dir = new TempDir();
  using made = await makeBoards();
  const baseDir = dir.join("boards");
  await using viewer = viewerOf(baseDir);
  const ids = async () =>
    (await boardsWhenComplete(viewer)).boards.map(({ boardId }) => boardId).sort();
  assertEquals(await ids(), []);
  assertStringIncludes((await get<{ problem: string }>(viewer, "/api/info")).problem, "no folder");
  Deno.mkdirSync(baseDir);
  assertEquals(await ids(), []);
  assertEquals((await get<{ problem: null }>(viewer, "/api/info")).problem, null);
  Deno.renameSync(made.join("full_duckdb"), `${baseDir}/renamed by hand 🐟`);
  Deno.mkdirSync(`${baseDir}/no board`);
  Deno.mkdirSync(`${baseDir}/.hidden`);
  Deno.writeTextFileSync(`${baseDir}/file`, "");
  assertEquals(await ids(), ["no board", "renamed by hand 🐟"]);
  const { boards } = await get<BoardsReply>(viewer, "/api/boards");
  const broken = boards.find(({ boardId }) => boardId === "no board")!;
  assertEquals(broken.status, "broken");
  assert(broken.problems.length > 0);
  const id = encodeURIComponent("renamed by hand 🐟");
  const { rows } = await get<MediaReply>(viewer, `/api/boards/${id}/media?limit=1`);
  assertEquals(
    (await (await fetch(new URL(rows[0].url, viewer.url))).bytes()).length,
    rows[0].sizeBytes,
  );
  // Deleted while it is open, and another in its place.
  const metric = "loss";
  const board = "renamed by hand 🐟";
  assertEquals((await series(viewer, { board, metric }))[0].n, 300);
  Deno.removeSync(`${baseDir}/${board}`, { recursive: true });
  assertEquals((await series(viewer, { board, metric }))[0].kind, "not_found");
  assertEquals(await ids(), ["no board"]);
  Deno.renameSync(made.join("one_duckdb"), `${baseDir}/${board}`);
  assertEquals((await series(viewer, { board, metric: "x" }))[0].n, 1);
  // A damaged one beside it harms nobody.
  Deno.renameSync(made.join("full_parquet"), `${baseDir}/damaged`);
  Deno.writeTextFileSync(`${baseDir}/damaged/metadata.json`, "{");
  assertEquals(await ids(), ["damaged", "no board", board]);
  const damaged = await get<BoardReply>(viewer, "/api/boards/damaged");
  assertEquals(damaged.status, "broken");
  assert(damaged.problems.length > 0);
});

Deno.test("serve() reads boards that have ended once, and again when they have changed", async () => {
  using dir = await makeBoards();
  const summaries = dir.join(".kobo", "summaries.json");
  const lastOf = async (id: string) => {
    await using viewer = viewerOf(dir.path);
    return (await boardsWhenComplete(viewer)).boards.find(({ boardId }) => boardId === id)?.last;
  };
  assertEquals(await lastOf("one_duckdb"), { x: 1 });
  // What the next viewer shows is what was stored.
  const stored = JSON.parse(Deno.readTextFileSync(summaries));
  assertEquals(Object.keys(stored.boards).length, 4);
  stored.boards.one_duckdb.details.metrics[0].lastValue = 7;
  Deno.writeTextFileSync(summaries, JSON.stringify(stored));
  assertEquals(await lastOf("one_duckdb"), { x: 7 });
  Deno.utimeSync(dir.join("one_duckdb", "data", "board.duckdb"), 1, 1);
  assertEquals(await lastOf("one_duckdb"), { x: 1 });
  // Whatever else stands there does no harm.
  for (const text of ["{", "null", '{"version":1,"boards":{"one_duckdb":null}}', "[]"]) {
    Deno.writeTextFileSync(summaries, text);
    assertEquals(await lastOf("one_duckdb"), { x: 1 }, text);
  }
});

Deno.test("serve() takes the usual port, or another where it is taken", async () => {
  using dir = new TempDir();
  const logged: string[] = [];
  const log = (text: string) => logged.push(text);
  await using first = serve({ baseDir: dir.path, log });
  await using second = serve({ baseDir: dir.path, log });
  assert(first.port !== second.port);
  assertStringIncludes(logged.join("\n"), second.url);
  for (const viewer of [first, second]) {
    assertEquals((await get<BoardsReply>(viewer, "/api/boards")).boards, []);
  }
  assertThrows(
    () => serve({ baseDir: dir.path, port: first.port, log }),
    Error,
    `Cannot serve boards on 127.0.0.1:${first.port}`,
  );
  assertThrows(() => serve({ port: 70_000 }), RangeError, "port");
  assertThrows(() => serve({ token: "short" }), TypeError, "token");
  assertThrows(() => serve({ baseDir: "" }), TypeError, "baseDir");
});

Deno.test("shutdown() ends all, also what is on its way, and can be called twice", async () => {
  const viewer = await viewerOfBoards();
  const events = await fetch(new URL("/api/events", viewer.url));
  const query = "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b";
  const endless = send(viewer, "POST", "/api/sql", { query, timeoutMs: 30_000 }).catch(() =>
    "ended"
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await viewer.shutdown();
  await viewer.shutdown();
  await viewer.finished;
  assertEquals(await endless, "ended");
  await events.body?.cancel().catch(() => {});
  await assertRejects(() => fetch(viewer.url), TypeError, "");

  const stop = new AbortController();
  const other = serve({ baseDir: ".", port: 0, log: () => {}, signal: stop.signal });
  stop.abort();
  await other.finished;
});

Deno.test("serve() sends the page with its token, and its files", async () => {
  await using viewer = await viewerOfBoards();
  const page = await (await fetch(viewer.url)).text();
  assertStringIncludes(page, `<meta name="kobo-token" content="${TOKEN}">`);
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]*)"/g)) {
    const answer = await fetch(new URL(path, viewer.url));
    assertEquals(answer.status, 200, path);
    const size = (await answer.bytes()).length;
    assert(size > 0);
    if (path.startsWith("/api/")) continue; // What the page asks for first, before its script runs.
    const headers = { "If-None-Match": answer.headers.get("etag")! };
    const again = await fetch(new URL(path, viewer.url), { headers });
    assertEquals((await again.bytes()).length, 0);
    assertEquals(again.status, 304);
  }
});
