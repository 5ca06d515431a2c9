import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Board } from "../../mod.ts";
import { pullBoards, StoreError, syncBoards } from "../../sync/mod.ts";
import { namesIn } from "../../system/entries_in.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { SmallS3 } from "./support/small_s3.ts";

const MIB = 2 ** 20;

/** A part of an object that says each time that there is more; a key is asked for from its start. */
function growing(): () => Response {
  let at = 0;
  return () =>
    new Response(new Uint8Array(MIB * 8), {
      status: 206,
      headers: {
        etag: '"same"',
        "content-range": `bytes ${at}-${(at += MIB * 8) - 1}/1000000000000000`,
      },
    });
}

function page(keys: string, token: string): Response {
  return new Response(
    `<ListBucketResult>${keys}<IsTruncated>true</IsTruncated>` +
      `<NextContinuationToken>${token}</NextContinuationToken></ListBucketResult>`,
  );
}

function object(key: string): string {
  return `<Contents><Key>boards/${key}</Key><Size>1</Size></Contents>`;
}

function makeBoard(baseDir: string): string {
  const board = new Board({ name: "sent", boardId: "run", baseDir, captureOutput: false });
  board.log({ loss: 1 });
  board.finishSync();
  return baseDir;
}

Deno.test("a store whose lists and objects do not end is given up, and nothing of it stays", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { address, s3 } = server;
  const board = new Board({ name: "sent", boardId: "run", baseDir: dir.join("home") });
  board.log({ loss: 1 });
  board.logImages("m", { data: new Uint8Array(16), width: 4, height: 4 });
  console.log("printed");
  await board.finish();
  await syncBoards(dir.join("home"), address, { s3 });
  const there = dir.join("there");
  const signal = AbortSignal.timeout(60_000); // What does not end fails.
  const pull = () => pullBoards(address, there, { s3, signal });

  for (const beginning of ["run/media/", "run/logs/output", "run/data/metrics"]) {
    const key = [...server.objects.keys()].find((key) => key.startsWith(beginning));
    assert(key !== undefined, beginning);
    const more = growing();
    server.onRequest = (said) => said === `GET ${key}` ? more() : undefined;
    const { pulled, failed } = await pull();
    assertEquals([pulled, failed.map(({ boardId }) => boardId)], [[], ["run"]], key);
  }

  let token = 0;
  server.onRequest = (said) => said === "LIST run/" ? page("", `t${token++}`) : undefined;
  assertEquals((await pull()).failed.map(({ reason }) => reason), [
    `Cannot list "run/" in ${address}/: its pages do not end`,
  ]);
  server.onRequest = (said) => said === "LIST " ? page("", `t${token++}`) : undefined;
  await assertRejects(pull, StoreError, "its pages do not end");

  const huge = `<Contents><Key>boards/run/media/m_0_00000000_01234567.png</Key>` +
    "<Size>1000000000000000</Size></Contents>";
  server.onRequest = (said) =>
    said === "LIST run/" ? new Response(`<ListBucketResult>${huge}</ListBucketResult>`) : undefined;
  const [{ reason = "" } = {}] = (await pull()).failed;
  assert(/it has 10{15} bytes, and the disk here has \d+ left$/.test(reason), reason);
  assertEquals(namesIn(there), []);
});

Deno.test("a list that repeats what it has shown, under ever new tokens, is given up", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { address, s3 } = server;
  await syncBoards(makeBoard(dir.join("home")), address, { s3 });
  const signal = AbortSignal.timeout(60_000);
  const pull = () => pullBoards(address, dir.join("there"), { s3, signal });
  const ended = "its pages do not end";
  for (const name of ["metadata.json", "live/x", "none_of_ours"]) {
    let token = 0;
    server.onRequest = (said) =>
      said === "LIST " ? page(object(`run/${name}`), `t${token++}`) : undefined;
    await assertRejects(pull, StoreError, ended, name);
    server.onRequest = (said) =>
      said === "LIST run/" ? page(object(`run/${name}`), `t${token++}`) : undefined;
    const { pulled, failed } = await pull();
    assertEquals(pulled, []);
    assertStringIncludes(failed[0]?.reason ?? "", ended, name);
  }
  assertEquals(namesIn(dir.join("there")), []);
});
