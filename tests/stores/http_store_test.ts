import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { HttpStore } from "../../stores/http_store.ts";
import { ListProgress } from "../../stores/list_progress.ts";
import { StoreError } from "../../stores/store_error.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { STORE_TOKEN, StoreServer } from "../sync/support/store_server.ts";
import { assertKind, testStore } from "./conformance.ts";

const X = new Uint8Array([120]);

/** One server for all tests of the contract: each has a folder of its own. */
testStore("HttpStore", () => {
  const dir = new TempDir();
  const server = new StoreServer(dir.join("store"));
  return {
    largeBytes: 9 * 1024 ** 2, // More than one answer has.
    open: () => new HttpStore(server.address, STORE_TOKEN),
    [Symbol.dispose]: () => {
      server[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
});

/** A store, its server and its folder. */
function tested() {
  const dir = new TempDir();
  const server = new StoreServer(dir.join("store"));
  const store = new HttpStore(`${server.address}/`, STORE_TOKEN);
  return {
    dir,
    server,
    store,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

Deno.test("HttpStore lists thousands, and takes no list that is cut off for a whole one", async () => {
  await using t = tested();
  Deno.mkdirSync(t.dir.join("store", "run"), { recursive: true });
  for (let i = 0; i < 2500; i++) Deno.writeFileSync(t.dir.join("store", "run", `${i}`), X);
  const pages = await Array.fromAsync(t.store.list(""));
  assertEquals(pages.map(({ length }) => length), [1000, 1000, 500]);
  const listOf = async (text: string) => {
    t.server.instead = () => new Response(text);
    return await Array.fromAsync(t.store.list("a/"));
  };
  assertEquals(await listOf('{"key":"a/b","size":1}\nend\n'), [[{ key: "a/b", size: 1 }]]);
  assertEquals(await listOf('{"key":"a/../b","size":1}\nend\n'), []); // None of a store's.
  await assertKind("unavailable", listOf('{"key":"a/b","size":1}\n'));
  const lies = ["", "<html>\n", "null\nend\n", '{"key":1,"size":1}\nend\n', '{"key":"a/b"}\nend\n'];
  const less = '{"key":"a/b","size":-1}\nend\n'; // Boards would take less of the disk than they do.
  for (
    const text of [...lies, less, '{"key":"c/b","size":1}\nend\n', "end\nend\n", "x".repeat(20_000)]
  ) {
    await assertKind(text === "" ? "unavailable" : "invalid", listOf(text));
  }
});

Deno.test("HttpStore gives up a list that repeats itself, and one of more objects than anybody has", async () => {
  await using t = tested();
  const line = '{"key":"a/b","size":1}\n';
  const encoder = new TextEncoder();
  t.server.instead = () =>
    new Response(
      new ReadableStream({ pull: (to) => to.enqueue(encoder.encode(line.repeat(1000))) }),
    );
  const error = await assertRejects(() => Array.fromAsync(t.store.list("a/")), StoreError);
  assertEquals(error.message, `Cannot list "a/" in ${t.server.address}/: it does not end`);

  const progress = new ListProgress(5);
  const page = (...keys: string[]) => progress.take(keys.map((key) => ({ key })));
  assertEquals([page("a", "b"), page(), page("c", "d"), page("e"), page("f")], [
    ...[true, true, true, true],
    false,
  ]);
});

Deno.test("HttpStore tries again what fails for a moment, and finds what it had written", async () => {
  await using t = tested();
  let lost = 0;
  // The object is written, and the answer lost: as when the network breaks in between.
  t.server.instead = async (request) => {
    if (request.method !== "PUT" || lost++ > 0) return undefined;
    t.server.instead = () => undefined;
    await t.store.put("a", X, "absent");
    t.server.instead = () => undefined;
    return new Response("", { status: 502, headers: { "Retry-After": "0" } });
  };
  const version = await t.store.put("a", X, "absent");
  assertEquals((await t.store.get("a", 0, 1)).version, version);
  // One of another content is a conflict still.
  lost = 0;
  t.server.instead = async (request) => {
    if (request.method !== "PUT" || lost++ > 0) return undefined;
    await t.store.put("b", new Uint8Array([121]), "absent");
    return new Response("", { status: 503, headers: { "Retry-After": "0" } });
  };
  await assertKind("conflict", t.store.put("b", X, "absent"));
});

Deno.test("HttpStore says what a server has said, and never repeats the token", async () => {
  await using t = tested();
  const answers: [number, Record<string, string>, string, StoreError["kind"]][] = [
    [401, {}, `no ${STORE_TOKEN} here`, "denied"],
    [403, {}, "the board is another's", "denied"],
    [507, {}, "the disk is full", "full"],
    [413, {}, "", "invalid"],
    [302, { Location: "https://elsewhere.example/" }, "", "invalid"],
    [422, {}, "\x1b[2Jno", "invalid"],
    [404, {}, "", "not_found"],
    [404, {}, "There is nothing at /kobo/api/store", "not_found"],
  ];
  for (const [status, headers, error, kind] of answers) {
    t.server.requests = 0;
    t.server.instead = () =>
      error === "" ? new Response(null, { status, headers }) : Response.json({ error }, { status });
    const { message } = await assertKind(kind, t.store.put("a", X));
    assert(!message.includes(STORE_TOKEN), message);
    assertEquals(message.includes("with its --base-path"), status === 404);
    assertEquals(t.server.requests, 1); // Nobody tries again what will not change.
    assertMatch(message, new RegExp(`^Cannot write a in ${t.server.address}/: .+`));
  }
});

Deno.test("HttpStore takes no other bytes than it has asked for", async () => {
  await using t = tested();
  const answer = (bytes: string, headers: Record<string, string>) => () =>
    new Response(bytes, { headers });
  const lies = [
    answer("abc", { "X-Kobo-Size": "3" }),
    answer("abc", { "X-Kobo-Version": "1" }),
    answer("abc", { "X-Kobo-Version": "1", "X-Kobo-Size": "x" }),
    answer("abc", { "X-Kobo-Version": "1", "X-Kobo-Size": "4" }),
    answer("abc", { "X-Kobo-Version": "1", "X-Kobo-Size": "1e999" }),
  ];
  for (const lie of lies) {
    t.server.instead = lie;
    await assertKind("invalid", t.store.get("a", 0, 10));
  }
  // Of an answer without end no more is read than was asked for.
  t.server.instead = () =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }),
      { headers: { "X-Kobo-Version": "1", "X-Kobo-Size": "1000000" } },
    );
  assertEquals((await t.store.get("a", 0, 1000)).bytes.length, 1000);
  t.server.instead = answer("{}", {});
  await assertKind("invalid", t.store.put("a", X));
});

Deno.test("HttpStore refuses addresses that are none, without TLS, or with secrets in them", () => {
  const refused = [
    "http://runs.example.org",
    "https://",
    "https://u:p@a.example/",
    "https://a/?x=1",
  ];
  for (const address of [...refused, "https://a.example/#x", "http://192.168.0.1:6273"]) {
    const error = assertThrows(() => new HttpStore(address, STORE_TOKEN), StoreError);
    assertEquals([error.kind, error.message.includes("u:p")], ["bad_address", false], address);
  }
  for (
    const address of ["http://localhost:1", "http://127.0.0.1/x", "http://[::1]:1", "https://a/b"]
  ) {
    assert(new HttpStore(address, STORE_TOKEN).address.endsWith("/"));
  }
  for (const token of ["", "  ", "a b", "a\nb", "é"]) {
    const error = assertThrows(() => new HttpStore("https://a", token), StoreError);
    assertEquals(error.kind, "denied");
  }
});

Deno.test("HttpStore gives up a list of which nothing comes any more, and asks again where none has begun", async () => {
  await using t = tested();
  const store = new HttpStore(`${t.server.address}/`, STORE_TOKEN, { maxStallMs: 1000 });
  const line = new TextEncoder().encode('{"key":"a/b","size":1}\n');
  const listed = async () => {
    const error = await assertRejects(() => Array.fromAsync(store.list("a/")), StoreError);
    return [error.kind, error.message];
  };
  const reason = `Cannot list "a/" in ${t.server.address}/: next to nothing came for 1 s`;
  const cancelled: unknown[] = [];
  t.server.instead = () =>
    new Response(
      new ReadableStream({ start: (c) => c.enqueue(line), cancel: () => void cancelled.push(1) }),
    );
  assertEquals(await listed(), ["unavailable", reason]);
  // One that comes slowly may take longer than that.
  let left = 12;
  const pull = async (controller: ReadableStreamDefaultController) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (left-- > 0) return controller.enqueue(line);
    controller.enqueue(new TextEncoder().encode("end\n"));
    controller.close();
  };
  t.server.instead = () => new Response(new ReadableStream({ pull }));
  assertEquals((await Array.fromAsync(store.list("a/"))).flat().length, 12);
  // But not a byte at a time, for ever.
  const trickle = async (controller: ReadableStreamDefaultController) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.enqueue(new TextEncoder().encode(" "));
  };
  t.server.instead = () => new Response(new ReadableStream({ pull: trickle }));
  assertEquals(await listed(), ["unavailable", reason]);
  let asked = 0;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  t.server.instead = async () => {
    if (asked++ === 0) await held;
    return new Response('{"key":"a/b","size":1}\nend\n');
  };
  assertEquals((await Array.fromAsync(store.list("a/"))).flat().length, 1);
  assertEquals(asked, 2);
  release();
  assertEquals(cancelled.length, 1); // Its connection ends.
});
