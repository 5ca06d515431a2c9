import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import { infoReply } from "../../../../viewer/protocol/info.ts";
import { mediaReply } from "../../../../viewer/protocol/media.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { assertLives, attackedViewer, JSON_TYPE, SECRET, sql } from "../support/attacked_viewer.ts";
import { climbsTo, DOORS } from "../support/climbs.ts";
import { rawRequest } from "../support/raw_http.ts";
import { makeBoards } from "../support/viewer_boards.ts";
import { at, boardsWhenComplete, get, readSeriesOf, viewerOf } from "../support/viewer_client.ts";

Deno.test("serve() shows a folder that comes, goes and changes", async () => {
  using dir = new TempDir();
  using made = await makeBoards();
  const baseDir = dir.join("boards");
  await using viewer = viewerOf(baseDir);
  const ids = async () =>
    (await boardsWhenComplete(viewer)).boards.map(({ boardId }) => boardId).sort();
  assertEquals(await ids(), []);
  const missing = await get(viewer, "/api/info", infoReply);
  assertStringIncludes(String(missing.problem), "no folder");
  assertEquals(missing.awaitsRuns, true);
  Deno.mkdirSync(baseDir);
  assertEquals(await ids(), []);
  assertEquals((await get(viewer, "/api/info", infoReply)).problem, null);
  Deno.renameSync(made.join("full_duckdb"), `${baseDir}/renamed by hand 🐟`);
  Deno.mkdirSync(`${baseDir}/no board`);
  Deno.mkdirSync(`${baseDir}/.hidden`);
  Deno.writeTextFileSync(`${baseDir}/file`, "");
  assertEquals(await ids(), ["no board", "renamed by hand 🐟"]);
  const { boards } = await get(viewer, "/api/boards", boardsReply);
  const broken = boards.find(({ boardId }) => boardId === "no board")!;
  assertEquals(broken.status, "broken");
  assert(broken.problems.length > 0);
  const id = encodeURIComponent("renamed by hand 🐟");
  const { rows } = await get(viewer, `/api/boards/${id}/media?limit=1`, mediaReply);
  const { url, sizeBytes } = at(rows, 0);
  assertEquals((await (await fetch(new URL(url, viewer.url))).bytes()).length, sizeBytes);
  // Deleted while it is open, and another in its place.
  const metric = "loss";
  const board = "renamed by hand 🐟";
  assertEquals((await readSeriesOf(viewer, { board, metric }))[0].n, 300);
  Deno.removeSync(`${baseDir}/${board}`, { recursive: true });
  assertEquals((await readSeriesOf(viewer, { board, metric }))[0].kind, "not_found");
  assertEquals(await ids(), ["no board"]);
  Deno.renameSync(made.join("one_duckdb"), `${baseDir}/${board}`);
  assertEquals((await readSeriesOf(viewer, { board, metric: "x" }))[0].n, 1);
  // A damaged one beside it harms nobody: it is shown by what else names its metadata.
  Deno.renameSync(made.join("full_parquet"), `${baseDir}/damaged`);
  Deno.writeTextFileSync(`${baseDir}/damaged/metadata.json`, "{");
  assertEquals(await ids(), ["damaged", "no board", board]);
  const damaged = await get(viewer, "/api/boards/damaged", boardReply);
  assertEquals(damaged.status, "finished");
  assertStringIncludes(damaged.problems.join(), "metadata.json");
  // Nothing else names it.
  Deno.mkdirSync(`${baseDir}/nothing`);
  Deno.writeTextFileSync(`${baseDir}/nothing/metadata.json`, "{");
  assertEquals(await ids(), ["damaged", "no board", "nothing", board]);
  const nothing = await get(viewer, "/api/boards/nothing", boardReply);
  assertEquals(nothing.status, "broken");
  assert(nothing.problems.length > 0);
});

Deno.test("serve() gives out nothing outside the root when a path climbs, however it is written", async () => {
  await using attack = await attackedViewer();
  const climbs = climbsTo(attack.dir.join("secret.txt"));
  for (const door of DOORS) {
    for (const climb of climbs) {
      const { status, body } = await rawRequest(attack.port, `GET ${door}${climb}`);
      assert(status >= 400 && status < 500, `${door}${climb}: ${status}`);
      assert(!body.includes(SECRET) && !body.includes("root:"), `${door}${climb}`);
      assert(!body.includes("format_version"), `${door}${climb}`);
    }
  }
  for (const board of ["..", "../boards/full_duckdb", ".", "", "full_duckdb/../full_duckdb"]) {
    const body = JSON.stringify({ requests: [{ board, metric: "loss" }] });
    const answer = await rawRequest(attack.port, "POST /api/series", {
      headers: [JSON_TYPE],
      body,
    });
    assertStringIncludes(answer.body, '"kind":"not_found"');
    assertEquals((await sql(attack.port, "SELECT 1", { board })).status, 404);
    assertEquals(
      (await sql(attack.port, "SELECT 1", { board: undefined, boards: [board] })).status,
      404,
    );
  }
  assertEquals((await rawRequest(attack.port, "GET /../../../../etc/passwd")).status, 404);
  assertEquals((await rawRequest(attack.port, "GET //etc/passwd")).status, 404);
  await assertLives(attack.port);
});

Deno.test("serve() follows no link out of the root", async () => {
  await using attack = await attackedViewer();
  const secret = attack.dir.join("secret.txt");
  const outside = attack.dir.join("outside");
  await Deno.rename(`${attack.baseDir}/one_duckdb`, outside);
  const metadata = Deno.readTextFileSync(`${outside}/metadata.json`);
  Deno.writeTextFileSync(`${outside}/metadata.json`, metadata.replace("one row", SECRET));
  // A whole board, a folder of one, and each of its files.
  Deno.symlinkSync(outside, `${attack.baseDir}/linked_board`);
  const board = `${attack.baseDir}/full_parquet`;
  Deno.symlinkSync(secret, `${board}/media/linked.png`);
  Deno.symlinkSync("../../../secret.txt", `${board}/media/relative.png`);
  Deno.removeSync(`${board}/logs/output.log`);
  Deno.symlinkSync(secret, `${board}/logs/output.log`);
  Deno.removeSync(`${board}/metadata.json`);
  Deno.symlinkSync(secret, `${board}/metadata.json`);
  const data = `${attack.baseDir}/full_duckdb/data`;
  Deno.removeSync(data, { recursive: true });
  Deno.symlinkSync(`${outside}/data`, data);
  const paths = [
    "/api/boards",
    "/api/boards/linked_board",
    "/api/boards/linked_board/logs/writer",
    "/api/boards/full_parquet",
    "/api/boards/full_parquet/logs/output",
    "/media/full_parquet/linked.png",
    "/media/full_parquet/relative.png",
    "/api/boards/full_duckdb",
    "/api/boards/full_duckdb/media",
  ];
  for (const path of paths) {
    const { body } = await rawRequest(attack.port, `GET ${path}`);
    assert(!body.includes("secret outside"), `${path}: ${body}`);
  }
  const answer = await sql(attack.port, "SELECT * FROM metrics", { board: "full_duckdb" });
  assertEquals(JSON.parse(answer.body).kind, "failed");
  // All boards together: those that are safe.
  const all = await sql(attack.port, "SELECT DISTINCT board_id FROM metrics", { board: undefined });
  assertEquals(JSON.parse(all.body).rows, [["one_parquet"]]);
  const { boards } = JSON.parse((await rawRequest(attack.port, "GET /api/boards")).body);
  const broken = boards.filter((info: { status: string }) => info.status === "broken");
  assertEquals(
    broken.map((info: { boardId: string }) => info.boardId).sort(),
    ["full_duckdb", "full_parquet"],
  );
  for (const info of broken) assertStringIncludes(info.problems.join(), "points out of the folder");
});

Deno.test("serve() does not wait for a pipe in the place of a file", async () => {
  await using attack = await attackedViewer();
  const board = `${attack.baseDir}/full_parquet`;
  for (const path of [`${board}/media/pipe.png`, `${attack.baseDir}/full_duckdb/metadata.json`]) {
    await Deno.remove(path).catch(() => {});
    const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
    assert(success);
  }
  assertEquals((await rawRequest(attack.port, "GET /media/full_parquet/pipe.png")).status, 404);
  const { body } = await rawRequest(attack.port, "GET /api/boards");
  assertStringIncludes(body, "metadata.json is neither a file nor a folder");
});

Deno.test("serve() reads no board of more files than a run can have", async () => {
  await using attack = await attackedViewer();
  const data = `${attack.baseDir}/one_parquet/data`;
  for (let index = 0; index < 20_001; index++) {
    Deno.linkSync(`${data}/metrics.parquet`, `${data}/${index}`);
  }
  const { boards } = JSON.parse((await rawRequest(attack.port, "GET /api/boards")).body);
  const { status, problems } = boards.find((info: { boardId: string }) =>
    info.boardId === "one_parquet"
  );
  assertEquals([status, problems], ["broken", ["data has more than 20000 files; it is not read"]]);
  await assertLives(attack.port);
});
