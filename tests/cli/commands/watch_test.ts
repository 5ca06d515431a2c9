import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { Board } from "../../../mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import type { WatchEvent } from "../../../cli/watch/watch_event.ts";
import { WatchState } from "../../../cli/watch/watch_state.ts";
import { WatchedFolder } from "../../../cli/watch/watched_folder.ts";
import { Webhook } from "../../../cli/watch/webhook.ts";
import { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { spawnRun } from "../support/spawn_run.ts";
import { waitUntil } from "../support/wait_until.ts";

const SECRET = "T0000-B0000-secret";

/** Takes posts, and answers the first ones as told. */
class Receiver implements AsyncDisposable {
  readonly posts: Record<string, unknown>[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(answers: number[] = []) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const body = await request.json();
        const status = answers.shift() ?? 200;
        if (status === 200) this.posts.push(body);
        const headers = status === 302 ? { Location: "/elsewhere" } : undefined;
        return new Response(null, { status, headers });
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/${SECRET}?x=1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("kobo watch tells of alerts, crashes, stalls and ends, and nothing twice across restarts", async () => {
  using dir = new TempDir();
  await using receiver = new Receiver([500]);
  const old = new Board({ name: "old", boardId: "old", baseDir: dir.path, backend: "parquet" });
  old.alert("before anybody watched", { level: "info" });
  await old.finish({ status: "crashed" });
  const args = ["watch", "--dir", dir.path, "--json", "--interval", "0.1s", "--stall-after", "2s"];
  const env = { KOBO_WEBHOOK: receiver.url };
  const has = (kind: string, id: string) =>
    receiver.posts.some(({ event, board_id: board }) => event === kind && board === id);
  const watch = spawnKobo(args, { env });
  const texts = ["", ""];
  const outputs = [watch.stdout, watch.stderr].map(async (stream, index) => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) texts[index] += chunk;
  });
  await waitUntil(() => texts[1]!.includes("Watches"));
  await using nan = await spawnRun(dir.path, "nan", "nan", { group: "sweep", rank: 1 });
  await using killed = await spawnRun(dir.path, "killed", "wait");
  await Promise.all([nan.ready(), killed.ready()]);
  killed.kill("SIGKILL");
  await using _failed = await spawnRun(dir.path, "failed", "error");
  await waitUntil(() =>
    has("alert", "nan") && has("stalled", "nan") && has("crashed", "killed") &&
    has("crashed", "failed")
  );
  const second = await kobo(args, { env });
  assertEquals([second.code, second.stdout], [1, ""]);
  assertStringIncludes(second.stderr, "another kobo watch does");
  watch.kill("SIGINT");
  await watch.stdin.close();
  const [{ code }] = await Promise.all([watch.status, ...outputs]);
  assertEquals(code, 0, texts[1]);
  assertEquals(texts.join().includes(SECRET), false, texts.join());
  assertStringIncludes(texts[1]!, "Cannot post to 127.0.0.1:");
  assertStringIncludes(texts[1]!, "it answered with HTTP 500; it is tried again");
  const printed = texts[0]!.trimEnd().split("\n").map((line) => JSON.parse(line) as WatchEvent);
  assertEquals(new Set(printed.map(({ id }) => id)), new Set(receiver.posts.map(({ id }) => id)));

  // While nobody watches, one run ends and another comes and goes.
  await nan[Symbol.asyncDispose]();
  await using quick = await spawnRun(dir.path, "quick", "alert");
  await quick.ended();
  const first = receiver.posts.length;
  const once = await kobo([...args, "--once"], { env });
  assertEquals([once.code, once.stderr], [0, ""]);
  const later = receiver.posts.slice(first).map(({ event, board_id: id }) => `${event} ${id}`);
  assertEquals(later.toSorted(), ["alert quick", "crashed nan", "finished quick"]);
  const again = await kobo([...args, "--once"], { env });
  assertEquals([again.code, again.stdout, again.stderr], [0, "", ""]);

  const ids = receiver.posts.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
  assertEquals(receiver.posts.some(({ board_id: id }) => id === "old"), false);
  const post = (kind: string, id: string) =>
    receiver.posts.find(({ event, board_id: board }) => event === kind && board === id)!;
  const alert = post("alert", "nan");
  assertEquals(alert.text, "run nan (nan, sweep, rank 1) error: loss is NaN at step 3");
  assertEquals([alert.group, alert.rank, alert.level, alert.title, alert.step], [
    ...["sweep", 1, "error", "loss is NaN", 3],
  ]);
  assertEquals(
    post("crashed", "failed").text,
    "run error (failed) has crashed at step 2: Error: no luck &lt;today&gt; &amp; tomorrow",
  );
  assertMatch(String(post("crashed", "killed").text), /has crashed at step 2: killed after \d/);
  assertMatch(String(post("stalled", "nan").text), /has logged nothing for \d.* s, since step 3$/);
  assertMatch(String(post("finished", "quick").text), /has finished after .* at step 2$/);
});

Deno.test("a webhook is http or https, is never named, and is not followed elsewhere", async () => {
  await using receiver = new Receiver([302, 404, 429, 200]);
  const event: WatchEvent = {
    id: "i",
    kind: "finished",
    boardId: "b",
    name: "n",
    group: null,
    rank: null,
    at: "2026-01-02T03:04:05.000Z",
    step: null,
  };
  const { signal } = new AbortController();
  const webhook = new Webhook(receiver.url);
  const results = [];
  for (let i = 0; i < 4; i++) results.push(await webhook.post(event, signal));
  assertEquals(results, [
    { kind: "refused", reason: "it answered with HTTP 302" },
    { kind: "refused", reason: "it answered with HTTP 404" },
    { kind: "later", reason: "it answered with HTTP 429" },
    { kind: "done" },
  ]);
  assertEquals(receiver.posts, [{
    text: "n (b) has finished",
    id: "i",
    event: "finished",
    board_id: "b",
    name: "n",
    group: null,
    rank: null,
    at: event.at,
    step: null,
  }]);
  const away = await new Webhook("http://127.0.0.1:1/secret").post(event, signal);
  assertEquals(away, { kind: "later", reason: "it cannot be reached" });
  for (const address of ["secret", `ftp://x/${SECRET}`, `file:///${SECRET}`, `//x/${SECRET}`]) {
    const error = assertThrows(() => new Webhook(address), Error, "expected --webhook to be");
    assertEquals(error.message.toLowerCase().includes("secret"), false, error.message);
  }
  using dir = new TempDir();
  const bad = await kobo(["watch", "--dir", dir.path, "--webhook", `ftp://host/${SECRET}`]);
  assertEquals([bad.code, bad.stdout], [2, ""]);
  assert(!bad.stderr.includes(SECRET), bad.stderr);
});

Deno.test("kobo watch goes on where the metadata of a board have what nobody expects", async () => {
  using dir = new TempDir();
  const state = new WatchState(new OwnFolder(dir.path), "watch_test.json");
  const folder = new WatchedFolder(dir.path, undefined, 600_000, state);
  for (const [boardId, resumedAt] of Object.entries({ number: 5, objects: [{}], fine: [] })) {
    const board = new Board({ name: "n", boardId, baseDir: dir.path, backend: "parquet" });
    await board.finish();
    const path = `${board.boardDir}/metadata.json`;
    const { checksum: _, ...metadata } = JSON.parse(Deno.readTextFileSync(path));
    Deno.writeTextFileSync(path, JSON.stringify({ ...metadata, resumed_at: resumedAt }));
  }
  await folder.look();
  await folder.close();
  const told = state.pending.map(({ event }) => `${event.kind} ${event.boardId}`).toSorted();
  assertEquals(told, ["finished fine", "finished number", "finished objects"]);
  state.save();
  const again = new WatchState(new OwnFolder(dir.path), "watch_test.json");
  assertEquals(again.boards, state.boards);
});

Deno.test("kobo watch tells and keeps no more of a board than a run could have written", async () => {
  using dir = new TempDir();
  const state = new WatchState(new OwnFolder(dir.path), "watch_test.json");
  const folder = new WatchedFolder(dir.path, undefined, 600_000, state);
  const forged = new Board({ name: "n", boardId: "forged", baseDir: dir.path, backend: "parquet" });
  for (let count = 0; count < 3; count++) forged.alert("title");
  await forged.finish({ status: "crashed" });
  const alerts = `${forged.boardDir}/data/alerts.parquet`;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE rows AS SELECT * REPLACE (repeat('l', 3000000) AS level,
       repeat('t', 3000000) AS title, repeat('x', 3000000) AS text) FROM '${alerts}'`,
  );
  await connection.run(`COPY rows TO '${alerts}' (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
  instance.closeSync();
  Deno.removeSync(`${forged.boardDir}/file_checksums.json`);
  const path = `${forged.boardDir}/metadata.json`;
  const { checksum: _, ...metadata } = JSON.parse(Deno.readTextFileSync(path));
  const [long, time] = ["n".repeat(3_000_000), "9".repeat(3_000_000)];
  const forgery = { name: long, error: long, created_at: time, resumed_at: [time] };
  Deno.writeTextFileSync(path, JSON.stringify({ ...metadata, ...forgery }));
  await folder.look();
  await folder.close();
  const told = state.pending.map(({ event }) => event);
  assertEquals(told.map(({ kind }) => kind), ["alert", "alert", "alert", "crashed"]);
  const lengths = told.map((event) => JSON.stringify(event).length);
  assert(lengths.every((length) => length < 30_000), lengths.join());
  state.save();
  const again = new WatchState(new OwnFolder(dir.path), "watch_test.json");
  assertEquals([again.boards, again.pending], [state.boards, state.pending]);
});

Deno.test("kobo watch tells the alerts of a run that was rewound, and of another one of its id", async () => {
  using dir = new TempDir();
  const since = new Date(Date.now() - 60_000).toISOString();
  const state = new WatchState(new OwnFolder(dir.path), "watch_test.json", since);
  const folder = new WatchedFolder(dir.path, undefined, 600_000, state);
  const options = { name: "n", boardId: "run", baseDir: dir.path, backend: "parquet" } as const;
  const news = async () => {
    await folder.look();
    return state.pending.splice(0).map(({ event }) => event.title ?? event.kind);
  };
  const first = new Board(options);
  for (let step = 0; step < 4; step++) {
    first.log({ loss: 1 });
    first.alert(`at ${step}`);
  }
  await first.flush();
  assertEquals(await news(), ["at 0", "at 1", "at 2", "at 3"]);
  first.alert("told late");
  await first.finish();
  assertEquals(await news(), ["told late", "finished"]);

  const again = new Board({ ...options, rewindTo: { step: 1 } });
  again.alert("takes an earlier number");
  await again.flush();
  assertEquals(await news(), ["takes an earlier number"]);
  assertEquals(await news(), []);
  again.alert("one more");
  await again.finish();
  assertEquals(await news(), ["one more", "finished"]);

  const { code, stderr } = await kobo(["rewind", "run", "--undo", "--dir", dir.path]);
  assertEquals(code, 0, stderr);
  assertEquals(await news(), []);
  const back = new Board(options);
  back.alert("after the undo");
  await back.finish();
  assertEquals(await news(), ["after the undo", "finished"]);

  Deno.removeSync(back.boardDir, { recursive: true });
  const another = new Board(options);
  another.alert("of another run");
  await another.finish();
  assertEquals(await news(), ["of another run", "finished"]);
  await folder.close();
});

Deno.test("kobo watch waits for a folder that is not there yet, and tells of its first run", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const refused = await kobo(["watch", "--dir", baseDir, "--once"]);
  assertEquals([refused.code, refused.stderr.includes("does not exist")], [1, true]);
  const watch = spawnKobo(["watch", "--dir", baseDir, "--interval", "0.5s"]);
  const timer = setTimeout(() => watch.kill("SIGKILL"), 60_000);
  const texts = ["", ""];
  const outputs = [watch.stdout, watch.stderr].map(async (stream, index) => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) texts[index] += chunk;
  });
  await waitUntil(() => texts[1]!.includes("Waits for the folder"));
  await new Board({ name: "first", baseDir, backend: "parquet" }).finish();
  await waitUntil(() => /first .*has finished/.test(texts[0]!));
  watch.kill("SIGINT");
  const [{ code }] = await Promise.all([watch.status, ...outputs, watch.stdin.close()]);
  clearTimeout(timer);
  assertEquals(code, 0, texts[1]);
  assertMatch(texts[1]!, /^Waits for the folder .*boards, which is not there yet\nWatches /);
});

Deno.test("kobo watch ends well when the reader of what it prints is gone", async () => {
  using dir = new TempDir();
  const watch = spawnKobo(["watch", "--dir", dir.path, "--interval", "0.1s"]);
  const timer = setTimeout(() => watch.kill("SIGKILL"), 60_000);
  let stderr = "";
  const reading = (async () => {
    for await (const chunk of watch.stderr.pipeThrough(new TextDecoderStream())) stderr += chunk;
  })();
  await waitUntil(() => stderr.includes("Watches"));
  await watch.stdout.cancel();
  await new Board({ name: "n", baseDir: dir.path, backend: "parquet" }).finish();
  const [{ code }] = await Promise.all([watch.status, reading, watch.stdin.close()]);
  clearTimeout(timer);
  assertEquals([code, stderr.trimEnd().split("\n").length], [0, 1], stderr);
});
