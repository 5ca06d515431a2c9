import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { promises } from "node:fs";
import { deleteReply } from "../../../../viewer/protocol/boards.ts";
import { attackedViewer, JSON_TYPE, WITH_TOKEN } from "../support/attacked_viewer.ts";
import { type RawAnswer, rawRequest } from "../support/raw_http.ts";
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

Deno.test("serve() neither lists nor deletes a folder that is no board", async () => {
  await using attack = await attackedViewer();
  const { port, baseDir } = attack;
  const files = {
    photos: { "2026/beach.jpg": "a photograph" },
    results: { "data/measured.csv": "1,2" },
    clips: { "media/holiday.mp4": "a film" },
    extension: { "metadata.json": '{"name":"of another program"}' },
    // Of a board that is cut off, to which somebody has added what no board has.
    mixed: { "metadata.json": '{"name": "cut o', "thesis.txt": "three years of work" },
    nested: { "metadata.json": "", "data/journal/000001.journal": "", "data/journal/a.txt": "" },
  };
  for (const [folder, content] of Object.entries(files)) {
    for (const [name, text] of Object.entries(content)) write(`${folder}/${name}`, text);
  }
  Deno.mkdirSync(`${baseDir}/empty`);
  const before = snapshot(baseDir);
  for (const id of [...Object.keys(files), "empty"]) {
    const { status, body } = await deleteBoard(port, id);
    assertEquals(status, 403, `${id}: ${body}`);
    assertStringIncludes(body, "it is no board");
  }
  assertEquals(snapshot(baseDir), before);
  const { boards } = JSON.parse((await rawRequest(port, "GET /api/boards")).body);
  const ids = new Set(boards.map(({ boardId }: { boardId: string }) => boardId));
  for (const id of ["photos", "clips"]) assert(!ids.has(id), id);

  function write(name: string, text: string) {
    const path = `${baseDir}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
  }
});

Deno.test("serve() deletes boards that are damaged", async () => {
  await using attack = await attackedViewer();
  const { port, baseDir } = attack;
  Deno.truncateSync(`${baseDir}/full_duckdb/metadata.json`);
  Deno.removeSync(`${baseDir}/full_parquet/metadata.json`);
  Deno.writeTextFileSync(`${baseDir}/one_duckdb/data/board.duckdb`, "damaged");
  Deno.mkdirSync(`${baseDir}/cut_off`);
  Deno.writeTextFileSync(`${baseDir}/cut_off/metadata.json`, '{"name": "cut o');
  for (const id of ["full_duckdb", "full_parquet", "one_duckdb", "cut_off"]) {
    assertEquals((await deleteBoard(port, id)).status, 200, id);
  }
  assertEquals(snapshot(baseDir).filter((path) => !path.startsWith(".kobo")), [
    ...snapshot(baseDir).filter((path) => path.startsWith("one_parquet")),
  ]);
});

Deno.test("serve() removes of what was deleted before only what can be of a board", async () => {
  await using attack = await attackedViewer();
  const { port, baseDir } = attack;
  const uuid = crypto.randomUUID();
  const kept = [".deleted_mine/a.txt", `.deleted_${uuid}/thesis.txt`, ".deleted_/metadata.json"];
  for (const path of kept) {
    Deno.mkdirSync(`${baseDir}/${path.slice(0, path.indexOf("/"))}`);
    Deno.writeTextFileSync(`${baseDir}/${path}`, "kept");
  }
  const outside = attack.dir.join("outside");
  await Deno.rename(`${baseDir}/one_duckdb`, outside);
  Deno.symlinkSync(outside, `${baseDir}/.deleted_${crypto.randomUUID()}`);
  // Another viewer was ended while it removed this one.
  const rest = `${baseDir}/.deleted_${crypto.randomUUID()}`;
  await Deno.rename(`${baseDir}/full_parquet`, rest);
  Deno.removeSync(`${rest}/metadata.json`);
  assertEquals((await deleteBoard(port, "one_parquet")).status, 200);
  for (const path of kept) assertEquals(Deno.readTextFileSync(`${baseDir}/${path}`), "kept");
  assert(Deno.statSync(`${outside}/metadata.json`).isFile);
  assert(!snapshot(baseDir).some((path) => `${baseDir}/${path}`.startsWith(rest)));
});

function deleteBoard(port: number, id: string): Promise<RawAnswer> {
  return rawRequest(port, `DELETE /api/boards/${encodeURIComponent(id)}`, {
    headers: [JSON_TYPE, WITH_TOKEN],
    body: JSON.stringify({ confirm: id }),
  });
}

/** The paths of all that is below a folder. */
function snapshot(dir: string, prefix = ""): string[] {
  return [...Deno.readDirSync(dir)].flatMap(({ name, isDirectory }) => [
    prefix + name,
    ...(isDirectory ? snapshot(`${dir}/${name}`, `${prefix}${name}/`) : []),
  ]).sort();
}
