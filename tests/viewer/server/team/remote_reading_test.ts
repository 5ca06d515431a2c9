/** Boards on a team's server that are read from elsewhere, with a reader's token. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Board } from "../../../../mod.ts";
import { AnnotatedBoards } from "../../../../reader/annotated_boards.ts";
import {
  BoardReadError,
  listBoards,
  openBoard,
  openBoards,
  resolveBoard,
} from "../../../../reader/mod.ts";
import { forgetMirrors, mirrorAt } from "../../../../reader/sent_boards.ts";
import { pullBoards, syncBoards } from "../../../../sync/mod.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { infoReply } from "../../../../viewer/protocol/info.ts";
import { serve, TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { kobo } from "../../../cli/support/kobo.ts";
import { get, TOKEN } from "../support/viewer_client.ts";
import { TeamServer } from "../support/team_server.ts";

const READ_ADDRESSES = new URL("fixtures/read_addresses.ts", import.meta.url);

/** Reads in a process of its own: all tests of a process have one environment. */
async function read(
  addresses: string[],
  env: Record<string, string>,
): Promise<(number | string)[]> {
  return JSON.parse(await runScript(READ_ADDRESSES, addresses, { env }));
}

/** A server with a run that has ended and one that goes on, sent by `wes`, and a cache of its own. */
class SentBoards implements AsyncDisposable {
  readonly server = new TeamServer();
  readonly dir = new TempDir();
  readonly home = this.dir.join("home");
  /** Of what reads the boards. */
  readonly env = { KOBO_CACHE_DIR: this.dir.join("cache") };
  readonly live: Board;
  readonly #options = { backend: "parquet", baseDir: this.home, captureOutput: false } as const;

  constructor() {
    forgetMirrors(this.env);
    this.live = new Board({ ...this.#options, name: "live", boardId: "live" });
  }

  get url(): string {
    return this.server.viewer.url;
  }

  async begin(): Promise<void> {
    const ended = new Board({ ...this.#options, name: "ended", boardId: "ended" });
    for (let i = 0; i < 3; i++) ended.log({ loss: 1 / (1 + i) });
    Deno.writeTextFileSync(this.dir.join("weights.txt"), "weights");
    ended.logFile("weights", this.dir.join("weights.txt"));
    await ended.finish();
    this.live.log({ loss: 0.5 });
    await this.sync();
  }

  async sync(): Promise<void> {
    await this.live.flush();
    const { failed } = await syncBoards(this.home, this.url, {
      token: this.server.secretOf("wes"),
    });
    assertEquals(failed, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.live.finish();
    await this.server[Symbol.asyncDispose]();
    this.dir[Symbol.dispose]();
  }
}

Deno.test("kobo list, show, sql, export, tail and files read boards on a team's server", async () => {
  await using sent = new SentBoards();
  await sent.begin();
  const { server, dir, url } = sent;
  const run = (...args: string[]) =>
    kobo(["--dir", url, ...args], {
      cwd: dir.path,
      env: { ...sent.env, KOBO_TOKEN: server.secretOf("vic") },
    });
  const query = "SELECT board_id, count(*) AS n FROM metrics GROUP BY 1 ORDER BY 1";
  const [list, sql, show, exported, tail, copied] = await Promise.all([
    run("list", "--json", "--name", "e*"),
    run("sql", "all", query, "--json"),
    run("show", "ended", "--json"),
    run("export", "ended", "--out", "-"),
    run("tail", "live", "--json", "--no-follow"),
    run("files", "ended", "--download", "weights", "--out", "copy.txt"),
  ]);
  const listed = JSON.parse(list.stdout).map((
    board: Record<string, unknown>,
  ) => [board.board_id, board.status, board.board_dir]);
  assertEquals(listed, [["ended", "finished", `${url}ended`]], list.stderr);
  const counted = JSON.parse(sql.stdout).filter(({ n }: { n: number }) => n > 0);
  assertEquals(counted, [{ board_id: "ended", n: 3 }, { board_id: "live", n: 1 }], sql.stderr);
  assertEquals(JSON.parse(show.stdout).name, "ended", show.stderr);
  assertEquals(exported.stdout.trim().split("\n").length, 4, exported.stderr);
  assertEquals(tail.stdout.trim().split("\n").map((line) => JSON.parse(line).loss), [0.5]);
  assertEquals(copied.stderr, "");
  assertEquals(Deno.readTextFileSync(dir.join("copy.txt")), "weights");
  assert(
    !Object.values(server.audit()).some(({ who, what }) => who === "vic" && what !== "log_in"),
  );
});

Deno.test("openBoards() and openBoard() follow boards on a team's server, and fetch what is new alone", async () => {
  await using sent = new SentBoards();
  await sent.begin();
  const { url, server } = sent;
  const token = server.secretOf("vic");
  const patch = { title: "the best", tags: ["good"] };
  assertEquals(
    (await server.ask("PATCH /api/boards/ended", [server.as("wes")], patch)).status,
    200,
  );
  const [listed] = await listBoards(url, { token, where: ({ boardId }) => boardId === "ended" });
  assertEquals([listed?.title, listed?.tags, listed?.counts?.steps], ["the best", ["good"], 3]);

  const mirror = await mirrorAt(url, { token });
  assert(!(mirror instanceof Error));
  const boards = new AnnotatedBoards(mirror);
  await boards.list();
  await boards.fetchRows("ended");
  const asked: string[] = [];
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    asked.push(decodeURIComponent(String(input).replace(/^[^?]*\/api\/store/, "")));
    return realFetch(input, init);
  };
  try {
    await boards.list();
    assertEquals(asked.filter((line) => !line.includes("annotations")), ["/list?prefix="]);
    asked.length = 0;
    const again = await mirrorAt(url, { token: `${token} ` }); // As of another process.
    assert(!(again instanceof Error));
    await again.fetchRows("ended");
    assertEquals(asked.filter((line) => line.includes(".parquet")), []);
  } finally {
    globalThis.fetch = realFetch;
  }

  await using reader = await openBoard(`${url}live`, { token });
  const losses = async () => [...(await reader.scalars("loss")).y];
  assertEquals([await losses(), reader.status], [[0.5], "running"]);
  sent.live.log({ loss: 0.25 });
  await sent.sync();
  forgetMirrors();
  await using later = await openBoards(url, { ids: ["live"] }, { token });
  assertEquals((await later.sql("SELECT loss FROM metrics ORDER BY step")).rows, [[0.5], [0.25]]);

  const { pulled } = await pullBoards(url, sent.dir.join("pulled"), { token, boards: ["ended"] });
  const [copy] = await listBoards(sent.dir.join("pulled"));
  assertEquals([pulled, copy?.title], [["ended"], "the best"]);
});

Deno.test("a viewer of a team's server takes no titles and notes, which would stay in the cache, and says so", async () => {
  await using sent = new SentBoards();
  await sent.begin();
  const mirror = await mirrorAt(sent.url, { token: sent.server.secretOf("wes") });
  assert(!(mirror instanceof Error));
  const source = new AnnotatedBoards(mirror);
  await source.list();
  const own = `${source.baseDir}/.kobo`;
  await using viewer = serve({ source, port: 0, token: TOKEN, log: () => {} });
  const { allows, notices: [notice] } = await get(viewer, "/api/info", infoReply);
  assertEquals([allows.annotate, allows.remove], [false, false]);
  assertMatch(notice!, /are given on the server itself, at http:/);
  const refused = await fetch(new URL("/api/boards/ended", viewer.url), {
    method: "PATCH",
    headers: { "Content-Type": "application/json", [TOKEN_HEADER]: TOKEN },
    body: JSON.stringify({ title: "mine" }),
  });
  assertEquals([refused.status, (await refused.json()).error], [403, notice]);
  // What the cache has of them may be damaged: the boards are listed all the same.
  Deno.mkdirSync(own, { recursive: true });
  Deno.writeTextFileSync(`${own}/annotations.json`, "{ damaged");
  forgetMirrors();
  const listed = await listBoards(sent.url, { token: sent.server.secretOf("wes") });
  assertEquals(listed.length, 4);
});

Deno.test("what is no team's server gets no token, and who has none is told so", async () => {
  await using sent = new SentBoards();
  await sent.begin();
  const { url, server } = sent;
  await assertRejects(() => openBoards(url), BoardReadError, "set KOBO_TOKEN");
  const wrong = `kobo_${"x".repeat(43)}`;
  const error = await assertRejects(() => listBoards(url, { token: wrong }), BoardReadError);
  assertMatch(error.message, /This server does not know that token: .* was revoked/);
  assert(!error.message.includes(wrong));
  await assertRejects(
    () => listBoards("http://example.org/", { token: wrong }),
    BoardReadError,
    "https",
  );

  // A board at an address of any web server is asked for without the token of the environment.
  const seen: (string | null)[] = [];
  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      seen.push(request.headers.get("authorization"));
      return new Response("nothing", { status: 404 });
    },
  );
  const { port } = other.addr as Deno.NetAddr;
  const elsewhere = `http://127.0.0.1:${port}`;
  const secret = server.secretOf("vic");
  await read([`${elsewhere}/run`], { ...sent.env, KOBO_TOKEN: secret });
  // Nor does a program send that of the environment to a server that nobody has named.
  for (const reason of await read([elsewhere, url], { ...sent.env, KOBO_TOKEN: secret })) {
    assertStringIncludes(`${reason}`, "KOBO_TOKEN_HOST=127.0.0.1:");
  }
  const env = { ...sent.env, KOBO_TOKEN: secret, KOBO_TOKEN_HOST: new URL(url).host };
  const [reason, count] = await read([elsewhere, url], env);
  assertStringIncludes(`${reason}`, "is for 127.0.0.1:");
  assert(Number(count) > 1, `${count}`);
  const { code, stderr } = await kobo(["--dir", elsewhere, "list"], { env });
  assertEquals([code, stderr.includes("KOBO_TOKEN_HOST says")], [1, true], stderr);
  // One token goes to one server; of several, each gets its own.
  const addresses = [`${url}ended`, `${elsewhere}/run`];
  await assertRejects(
    () => openBoards(addresses, {}, { token: secret }),
    BoardReadError,
    "of several servers with one token",
  );
  const token = { [new URL(url).host]: secret };
  await openBoards(addresses, {}, { token }).then((boards) => boards.close(), () => {});
  assertEquals(seen.filter((header) => header !== null), []);
  assertEquals((await listBoards(url, { token })).length, 4);
  await assertRejects(
    () => listBoards(elsewhere, { token }),
    BoardReadError,
    "has no token for it",
  );
  assertEquals(await resolveBoard(url, "ended", { token }), `${url}ended`);
  forgetMirrors();
  await assertRejects(() => resolveBoard(url, "ended"), BoardReadError, "there is no token");
});
