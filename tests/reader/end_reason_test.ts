import { assertEquals, assertMatch } from "@std/assert";
import { listBoards, openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { boardReply } from "../../viewer/protocol/board.ts";
import { boardsReply } from "../../viewer/protocol/boards.ts";
import { kobo } from "../cli/support/kobo.ts";
import { spawnRun } from "../cli/support/spawn_run.ts";
import { get, viewerOf } from "../viewer/server/support/viewer_client.ts";

Deno.test("a run that has not ended well says why, in lists, the reader, kobo and the viewer", async () => {
  using dir = new TempDir();
  await using killed = await spawnRun(dir.path, "killed", "wait");
  await killed.ready();
  await using failed = await spawnRun(dir.path, "failed", "error");
  await using fine = await spawnRun(dir.path, "fine", "finish");
  assertEquals([(await failed.ended()).code, (await fine.ended()).code], [1, 0]);
  killed.kill("SIGKILL");
  await killed.ended();
  const error = "Error: no luck <today> & tomorrow";
  const boards = await listBoards(dir.path);
  const reasonOf = (id: string) => boards.find(({ boardId }) => boardId === id)?.reason ?? null;
  assertEquals([reasonOf("failed"), reasonOf("fine")], [error, null]);
  assertMatch(String(reasonOf("killed")), /^killed after \d+(\.\d)? (ms|s)$/);
  await using reader = await openBoard(dir.join("killed"));
  const reason = reasonOf("killed");
  assertEquals(reader.reason, reason);
  const base = ["--dir", dir.path];
  const [list, show] = await Promise.all([
    kobo(["list", ...base]),
    kobo(["show", "failed", ...base]),
  ]);
  assertMatch(list.stdout, /^failed .* crashed .* Error: no luck <today> & tomorrow$/m);
  assertMatch(list.stdout, /^killed .* crashed .* killed after \d+(\.\d)? (ms|s)$/m);
  assertMatch(show.stdout, /^reason +Error: no luck <today> & tomorrow$/m);
  await using viewer = viewerOf(dir.path);
  const listed = await get(viewer, "/api/boards", boardsReply);
  const info = listed.boards.find(({ boardId }) => boardId === "failed");
  assertEquals([info?.reason, info?.status], [error, "crashed"]);
  assertEquals((await get(viewer, "/api/boards/failed", boardReply)).metadata?.error, error);
  assertEquals((await kobo(["repair", "killed", ...base])).code, 0);
  const [repaired] = await listBoards(dir.path, { where: ({ boardId }) => boardId === "killed" });
  assertEquals([repaired?.status, repaired?.reason], ["crashed", reason]);
});
