/** Boards that come to a team's server by a sync, and go from it by a pull. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Board } from "../../../../mod.ts";
import { openBoard } from "../../../../reader/mod.ts";
import { pullBoards, StoreError, syncBoards } from "../../../../sync/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { kobo } from "../../../cli/support/kobo.ts";
import { LiveRun } from "../../../cli/support/live_run.ts";
import { copyFolder } from "../../../faults/support/copy_folder.ts";
import { TeamServer } from "../support/team_server.ts";

async function writeBoard(baseDir: string, boardId: string, steps = 20): Promise<void> {
  const backend = boardId.endsWith("parquet") ? "parquet" : "duckdb";
  const board = new Board({ name: boardId, boardId, baseDir, backend, captureOutput: false });
  for (let step = 0; step < steps; step++) board.log({ loss: 1 / (1 + step) });
  board.logImages("sample", { data: new Uint8Array(16).fill(7), width: 4, height: 4 });
  using files = new TempDir();
  for (const name of ["model.bin", "model"]) {
    Deno.writeTextFileSync(files.join(name), `weights of ${name}`);
    board.logFile(name, files.join(name));
  }
  await board.finish();
}

/** What the server shows of a board. */
async function shown(server: TeamServer, id: string) {
  const { body, status } = await server.ask(`GET /api/boards/${id}`, [server.as("vic")]);
  assertEquals(status, 200, body);
  return JSON.parse(body);
}

Deno.test("kobo sync fills a team's server, which shows the boards, and kobo pull fetches them", async () => {
  await using server = new TeamServer();
  using dir = new TempDir();
  const ids = ["run_duckdb", "run_parquet"];
  for (const id of ids) await writeBoard(dir.join("home"), id);
  const target = server.viewer.url;
  const sync = (name: string | undefined, ...args: string[]) =>
    kobo(["--dir", dir.join("home"), "sync", ...args, target], {
      env: name === undefined ? { KOBO_TOKEN: "" } : { KOBO_TOKEN: server.secretOf(name) },
    });
  for (
    const [name, reason] of [["vic", "needs the role writer"], [undefined, "the token is none"]]
  ) {
    const { code, stderr } = await sync(name);
    assertEquals([code, stderr.includes(reason!)], [1, true], stderr);
  }
  const dry = await sync("wes", "--dry-run");
  assertEquals([dry.code, server.owners.of("run_duckdb")], [0, undefined], dry.stderr);
  const first = await sync("wes");
  assertEquals([first.code, first.stdout.trim().split("\n").sort()], [0, ids], first.stderr);
  const again = await sync("wes");
  assert(again.stderr.includes("2 unchanged"), again.stderr);
  for (const id of ids) {
    assertEquals(server.owners.of(id), "wes");
    assertEquals((await shown(server, id)).lastStep, 20);
    const media = await server.ask(`GET /api/boards/${id}/media`, [server.as("vic")]);
    const [{ url }] = JSON.parse(media.body).rows;
    assertEquals((await server.ask(`GET /${url}`, [server.as("vic")])).status, 200);
  }
  // Whoever may see them may fetch them; boards that were not sent here are none of a store's.
  const token = server.secretOf("vic");
  const { pulled, failed } = await pullBoards(target, dir.join("there"), { token });
  assertEquals(failed, []);
  assertEquals(pulled.filter((id) => !id.startsWith("of_")).sort(), ids);
  assertEquals(pulled.includes("of_nobody"), false);
  await using reader = await openBoard(dir.join("there", "run_duckdb"));
  assertEquals((await reader.scalars("loss")).y.length, 20);
  const files = await reader.files();
  assertEquals(files.map(({ path }) => Deno.readTextFileSync(path ?? "")), [
    ...["weights of model.bin", "weights of model"],
  ]);
  const done = server.audit().filter(({ who }) => who === "wes").map(({ what, board }) =>
    `${what} ${board}`
  );
  assertEquals(done.sort(), ids.flatMap((id) => [`begin_board ${id}`, `send_board ${id}`]).sort());
  // An owner annotates what was sent.
  const annotate = (name: string) =>
    server.ask("PATCH /api/boards/run_duckdb", [server.as(name)], { title: "mine" });
  assertEquals([(await annotate("wim")).status, (await annotate("wes")).status], [403, 200]);
});

Deno.test("a run that goes on is shown as far as it was sent, and whole once it has ended", async () => {
  await using server = new TeamServer();
  using dir = new TempDir();
  await using run = await LiveRun.start(dir.path, "duckdb");
  const send = () => syncBoards(dir.path, server.viewer.url, { token: server.secretOf("wes") });
  const { rows } = await send();
  assert(rows > 0);
  const { metrics } = await shown(server, "live_duckdb");
  assert(metrics.length > 0);
  const steps = await run.end();
  await send();
  assertEquals((await shown(server, "live_duckdb")).lastStep, steps - 1);
});

Deno.test("nobody replaces another's board, also where both begin at once", async () => {
  await using server = new TeamServer();
  using dir = new TempDir();
  await writeBoard(dir.join("wes"), "both", 5);
  await writeBoard(dir.join("wim"), "both", 7);
  const send = (name: string) =>
    syncBoards(dir.join(name), server.viewer.url, { token: server.secretOf(name) });
  const settled = await Promise.allSettled([send("wes"), send("wim")]);
  const owner = server.owners.of("both")!;
  const failed = settled.map((result) =>
    result.status === "rejected" || result.value.failed.length > 0
  );
  assertEquals(failed, owner === "wes" ? [false, true] : [true, false]);
  const steps = owner === "wes" ? 5 : 7;
  assertEquals((await shown(server, "both")).lastStep, steps);
  // An admin may, but a sync knows that it is another board.
  const other = owner === "wes" ? "wim" : "wes";
  const { failed: refused } = await syncBoards(dir.join(other), server.viewer.url, {
    token: server.secretOf("ada"),
  });
  assertEquals(refused.length, 1);
  assertEquals((await shown(server, "both")).lastStep, steps);
});

Deno.test("a board that is another's stops no other", async () => {
  await using server = new TeamServer();
  using dir = new TempDir();
  const target = server.viewer.url;
  const send = (name: string) =>
    syncBoards(dir.join(name), target, { token: server.secretOf(name) });
  await writeBoard(dir.join("wim"), "older", 5);
  await writeBoard(dir.join("wes"), "newer_parquet", 5);
  await send("wes");
  const token = server.secretOf("wim");
  await pullBoards(target, dir.join("wim"), { token, boards: ["newer_parquet"] });
  await writeBoard(dir.join("wim"), "newer_parquet", 1); // It is resumed.
  const { failed, sent } = await send("wim");
  assertEquals([failed.map(({ boardId }) => boardId), sent], [["newer_parquet"], ["older"]]);
});

Deno.test("a full quota refuses what is more, and what is there stays", async () => {
  await using server = new TeamServer({ team: { quotaBytes: 30_000 } });
  using dir = new TempDir();
  await writeBoard(dir.join("home"), "small", 5);
  const send = (boards: string[]) =>
    syncBoards(dir.join("home"), server.viewer.url, { token: server.secretOf("wes"), boards });
  assertEquals((await send(["small"])).failed, []);
  const large = new Board({
    name: "l",
    boardId: "large",
    baseDir: dir.join("home"),
    captureOutput: false,
  });
  const data = crypto.getRandomValues(new Uint8Array(40_000));
  large.logImages("noise", { data, width: 100, height: 100, channels: 4 });
  await large.finish();
  const { failed: [failure] } = await send(["large"]);
  assert(
    /the boards of wes have \d+, and may have 30000/.test(failure?.reason ?? ""),
    failure?.reason,
  );
  assertEquals((await send(["small"])).unchanged, ["small"]);
  // What an admin deletes is free again.
  await server.ask("DELETE /api/boards/small", [server.as("ada")], { confirm: "small" });
  assertEquals((await send(["small"])).failed, []);
});

Deno.test("a token that ends while a board is sent ends the sync, and says so", async () => {
  await using server = new TeamServer();
  using dir = new TempDir();
  await writeBoard(dir.join("home"), "run", 5);
  const token = server.secretOf("wes");
  server.tokens.revoke("wes");
  const error = await assertRejects(
    () => syncBoards(dir.join("home"), server.viewer.url, { token }),
    StoreError,
  );
  assertEquals(error.kind, "denied");
  assertMatch(error.message, /This server does not know that token: .* was revoked/);
  assert(!error.message.includes(token), error.message);
});

Deno.test("an admin goes on with a board that a sync has sent to the server's folder, and it stays nobody's", async () => {
  await using server = new TeamServer();
  using dir = new TempDir();
  await writeBoard(dir.join("home"), "run_parquet");
  await syncBoards(dir.join("home"), dir.join("sent"));
  copyFolder(dir.join("sent", "run_parquet"), server.dir.join("run_parquet"));
  const baseDir = dir.join("home");
  const board = new Board({ name: "run", boardId: "run_parquet", baseDir, captureOutput: false });
  board.log({ loss: 0 });
  await board.finish();
  const send = (name: string) =>
    syncBoards(baseDir, server.viewer.url, { token: server.secretOf(name) });
  const { failed: [refused] } = await send("wes");
  assertStringIncludes(String(refused?.reason), "it belongs to nobody: it was not sent here");
  assertEquals((await send("ada")).failed, []);
  assertEquals((await shown(server, "run_parquet")).lastStep, 21);
  assertEquals(server.owners.of("run_parquet"), undefined);
});
