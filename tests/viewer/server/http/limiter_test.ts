import { assert, assertEquals, assertRejects } from "@std/assert";
import { Limiter } from "../../../../viewer/server/http/limiter.ts";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import { assertLives, attackedViewer, JSON_TYPE, WITH_TOKEN } from "../support/attacked_viewer.ts";
import { rawRequest } from "../support/raw_http.ts";
import { at } from "../support/viewer_client.ts";

Deno.test("serve() lives through a thousand requests at once", async () => {
  await using attack = await attackedViewer();
  const { port } = attack;
  const headers = [JSON_TYPE, WITH_TOKEN];
  const series = JSON.stringify({ requests: [{ board: "full_duckdb", metric: "loss" }] });
  const query = JSON.stringify({ query: "SELECT sum(range) FROM range(10000000)" });
  const ask = [
    () => rawRequest(port, "GET /api/boards"),
    () => rawRequest(port, "GET /api/boards/full_parquet"),
    () => rawRequest(port, "GET /api/boards/full_duckdb/tables"),
    () => rawRequest(port, "POST /api/series", { headers, body: series }),
    () => rawRequest(port, "POST /api/sql", { headers, body: query }),
  ];
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => (await at(ask, index % ask.length)()).status),
  );
  const other = statuses.filter((status) => status !== 200 && status !== 503);
  assertEquals(other, []);
  assert(statuses.filter((status) => status === 200).length >= 100);
  await assertLives(port);
});

/** A task that runs until it is told to end. */
function makeTask(started: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<void>();
  const run = () => {
    started.push(name);
    begun.resolve();
    return promise;
  };
  const [end, fail] = [() => resolve(name), () => reject(new Error(name))];
  return { run, end, fail, begun: begun.promise };
}

Deno.test("Limiter.run() runs so many tasks at a time, first come, first served", async () => {
  const limiter = new Limiter(2, 10);
  const started: string[] = [];
  const [a, b, c, d] = [
    makeTask(started, "a"),
    makeTask(started, "b"),
    makeTask(started, "c"),
    makeTask(started, "d"),
  ] as const;
  const runs = [a, b, c, d].map((task) => limiter.run(task.run));
  await b.begun;
  assertEquals([started, limiter.size], [["a", "b"], 4]);
  b.end();
  assertEquals(await runs[1], "b");
  await c.begun;
  assertEquals([started, limiter.size], [["a", "b", "c"], 3]);
  a.end();
  c.end();
  d.end();
  assertEquals(await Promise.all(runs), ["a", "b", "c", "d"]);
  assertEquals([started, limiter.size], [["a", "b", "c", "d"], 0]);
});

Deno.test("Limiter.run() gives the place of a task that has failed to the next one", async () => {
  const limiter = new Limiter(1, 10);
  const started: string[] = [];
  const [a, b] = [makeTask(started, "a"), makeTask(started, "b")] as const;
  const failed = limiter.run(a.run);
  const next = limiter.run(b.run);
  a.fail();
  await assertRejects(() => failed, Error, "a");
  b.end();
  assertEquals(await next, "b");
  const failing = () => {
    throw new Error("at once");
  };
  await assertRejects(() => limiter.run(failing), Error, "at once");
  assertEquals(limiter.size, 0);
});

Deno.test("Limiter.run() is busy where too many tasks wait", async () => {
  const started: string[] = [];
  const task = makeTask(started, "a");
  for (const maxWaiting of [0, 1]) {
    const limiter = new Limiter(1, maxWaiting);
    const runs = Array.from({ length: 1 + maxWaiting }, () => limiter.run(task.run));
    const error = await assertRejects(() => limiter.run(task.run), RequestError, "Too many");
    assertEquals(error.kind, "busy");
    task.end();
    await Promise.all(runs);
    assertEquals(await limiter.run(task.run), "a");
  }
});

Deno.test("Limiter.run() starts no task whose signal is aborted before its turn", async () => {
  const limiter = new Limiter(1, 10);
  const started: string[] = [];
  const [a, b, c] = [
    makeTask(started, "a"),
    makeTask(started, "b"),
    makeTask(started, "c"),
  ] as const;
  const aborted = await assertRejects(
    () => limiter.run(a.run, AbortSignal.abort()),
    RequestError,
  );
  assertEquals(aborted.kind, "cancelled");
  const stop = new AbortController();
  const running = limiter.run(a.run, stop.signal);
  const waiting = limiter.run(b.run, stop.signal);
  const last = limiter.run(c.run);
  stop.abort();
  await assertRejects(() => waiting, RequestError, "cancelled");
  assertEquals(limiter.size, 2); // The one that runs listens to its signal itself.
  a.end();
  c.end();
  assertEquals([await running, await last, started], ["a", "c", ["a", "c"]]);
});

Deno.test("Limiter.run() gives each person a share, and their turns to those of whom the fewest run", async () => {
  const limiter = new Limiter(3, 10, { running: 2, waiting: 2 });
  const started: string[] = [];
  const names = ["a1", "a2", "a3", "a4", "b1", "b2", "c1"];
  const tasks = names.map((name) => makeTask(started, name));
  const runs = tasks.map(({ run }, index) => limiter.run(run, undefined, at([...names], index)[0]));
  await at(tasks, 4).begun;
  // Of a, two run and two wait, though one more could run.
  assertEquals(started, ["a1", "a2", "b1"]);
  const fifth = makeTask(started, "a5");
  await assertRejects(() => limiter.run(fifth.run, undefined, "a"), RequestError, "Too many");
  at(tasks, 0).end();
  await at(tasks, 6).begun; // Of c none run.
  at(tasks, 1).end();
  await at(tasks, 2).begun; // Of a none run any more, of b one.
  for (const task of tasks) task.end();
  await Promise.all(runs);
  assertEquals(started, ["a1", "a2", "b1", "c1", "a3", "a4", "b2"]);
  assertEquals(limiter.size, 0);
});
