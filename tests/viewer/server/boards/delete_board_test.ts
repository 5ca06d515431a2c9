import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { promises } from "node:fs";
import { deleteReply } from "../../../../viewer/protocol/boards.ts";
import { attackedViewer, JSON_TYPE, WITH_TOKEN } from "../support/attacked_viewer.ts";
import { rawRequest } from "../support/raw_http.ts";
import { LiveBoard, makeBoards } from "../support/viewer_boards.ts";
import { boardsWhenComplete, send, viewerOf } from "../support/viewer_client.ts";

Deno.test("DELETE /api/boards/:id says what is left of it, and the next one removes that", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const ids = async () =>
    (await boardsWhenComplete(viewer)).boards.map(({ boardId }) => boardId).sort();
  const remove = (id: string) =>
    send(viewer, "DELETE", `/api/boards/${id}`, { confirm: id }, deleteReply)
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

Deno.test("serve() deletes no live board, nothing without confirmation, and follows no link", async () => {
  await using attack = await attackedViewer();
  const { port, baseDir } = attack;
  const remove = (id: string, confirm: unknown) =>
    rawRequest(port, `DELETE /api/boards/${encodeURIComponent(id)}`, {
      headers: [JSON_TYPE, WITH_TOKEN],
      body: JSON.stringify({ confirm }),
    });
  for (const id of ["..", ".", "", "%2e%2e", "nothing", "one_duckdb/data", ".kobo"]) {
    const { status } = await remove(id, id);
    assert(status >= 400 && status < 500, `${id}: ${status}`);
  }
  for (const confirm of ["", "full_duckdb", undefined, true, ["one_duckdb"]]) {
    assertEquals((await remove("one_duckdb", confirm)).status, 400);
  }
  const outside = attack.dir.join("outside");
  Deno.mkdirSync(outside);
  Deno.writeTextFileSync(`${outside}/kept.txt`, "kept");
  Deno.symlinkSync(outside, `${baseDir}/linked`);
  Deno.symlinkSync(outside, `${baseDir}/one_parquet/outside`);
  assertEquals((await remove("linked", "linked")).status, 404);
  {
    await using _live = await LiveBoard.start(baseDir, "duckdb");
    assertEquals((await remove("live", "live")).status, 409);
    assert(Deno.statSync(`${baseDir}/live/metadata.json`).isFile);
  }
  for (const id of ["live", "one_parquet", "one_duckdb"]) {
    assertEquals((await remove(id, id)).status, 200, id);
  }
  const left = [...Deno.readDirSync(baseDir)].map(({ name }) => name);
  assertEquals(left.filter((name) => name !== ".kobo").sort(), [
    "full_duckdb",
    "full_parquet",
    "linked",
  ]);
  assertEquals(Deno.readTextFileSync(`${outside}/kept.txt`), "kept");
});
