import process from "node:process";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openStore } from "../../stores/open_store.ts";
import { parsePage } from "../../stores/s3_answers.ts";
import { S3Store } from "../../stores/s3_store.ts";
import { StoreError } from "../../stores/store_error.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { errorAnswer, ScriptedServer } from "../sync/support/scripted_server.ts";
import { assertKind } from "./conformance.ts";

const X = new Uint8Array([120]);
const stored = () => new Response("", { headers: { etag: '"1"' } });
const whole = (content: string, etag = '"1"') => () =>
  new Response(content, {
    status: 206,
    headers: { etag, "content-range": `bytes 0-${content.length - 1}/${content.length}` },
  });

function open(server: ScriptedServer): S3Store {
  return new S3Store("s3://bucket/some/prefix", server.options);
}

Deno.test("S3Store asks again what failed for a moment, and waits as long as the server says", async () => {
  await using server = new ScriptedServer(
    errorAnswer(500, "InternalError"),
    errorAnswer(503, "SlowDown", "", { "retry-after": "1" }),
    errorAnswer(409, "ConditionalRequestConflict"),
    stored,
  );
  using store = open(server);
  const start = performance.now();
  assertEquals(await store.put("a", X), '"1"');
  assert(performance.now() - start >= 1000);
  assertEquals(server.requests.length, 4);
  assertEquals(server.requests[0]?.url.pathname, "/bucket/some/prefix/a");
});

Deno.test("S3Store does not wait for a server that asks for minutes", async () => {
  await using server = new ScriptedServer(
    errorAnswer(503, "SlowDown", "Please", { "retry-after": "3600" }),
  );
  using store = open(server);
  const error = await assertKind("unavailable", store.put("a", X));
  assertEquals(error.message, "Cannot write a in s3://bucket/some/prefix/: SlowDown: Please");
  assertEquals(server.requests.length, 1);
});

Deno.test("S3Store believes no half of an answer", async () => {
  const half = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("hal"));
          controller.error(new Error("cut"));
        },
      }),
      { status: 206, headers: { etag: '"1"', "content-range": "bytes 0-3/4" } },
    );
  await using server = new ScriptedServer(half, whole("half"));
  using store = open(server);
  const { bytes } = await store.get("a", 0, 10);
  assertEquals(new TextDecoder().decode(bytes), "half");
});

Deno.test("S3Store refuses answers with other bytes than were asked for", async () => {
  const headers = { etag: '"1"', "content-range": "bytes 0-99/100" };
  await using server = new ScriptedServer(() => new Response("short", { status: 206, headers }));
  using store = open(server);
  await assertKind("invalid", store.get("a", 0, 100));
  await assertKind("invalid", store.get("a", 50, 10));
});

Deno.test("S3Store takes no more than it asked for", async () => {
  await using server = new ScriptedServer(() =>
    new Response("x".repeat(100_000), { headers: { etag: '"1"' } })
  );
  using store = open(server);
  const { bytes, size } = await store.get("a", 0, 10);
  assertEquals([bytes.length, size], [10, 100_000]); // A server that knows no ranges.
  await assertKind("invalid", store.get("a", 5, 10));
});

Deno.test("S3Store follows the server's clock", async () => {
  const hour = 3_600_000;
  const date = new Date(Date.now() + hour);
  await using server = new ScriptedServer(
    errorAnswer(403, "RequestTimeTooSkewed", "", { date: date.toUTCString() }),
    stored,
  );
  using store = open(server);
  await store.put("a", X);
  const [, text = ""] = /^(\d{8}T\d{6})Z$/.exec(server.requests[1]!.headers.get("x-amz-date")!)!;
  const sent = Date.parse(text.replace(/(....)(..)(..T..)(..)(..)/, "$1-$2-$3:$4:$5Z"));
  assert(Math.abs(sent - date.getTime()) < 60_000, text);
});

Deno.test("S3Store takes for its own what a lost answer has written", async () => {
  await using server = new ScriptedServer(
    errorAnswer(500, "InternalError"),
    errorAnswer(412, "PreconditionFailed"),
    whole("x", '"ours"'),
  );
  using store = open(server);
  assertEquals(await store.put("a", X, "absent"), '"ours"');
});

Deno.test("S3Store takes for its own nothing that another has written", async () => {
  await using server = new ScriptedServer(
    errorAnswer(500, "InternalError"),
    errorAnswer(412, "PreconditionFailed"),
    whole("y"),
  );
  using store = open(server);
  await assertKind("conflict", store.put("a", X, "absent"));
});

Deno.test("S3Store repeats no secret that a server sends back", async () => {
  await using server = new ScriptedServer(
    errorAnswer(403, "AccessDenied", "AKIDTEST with SECRETTEST and TOKENTEST may not"),
  );
  const credentials = { ...server.options.credentials!, sessionToken: "TOKENTEST" };
  using store = new S3Store("s3://bucket", { ...server.options, credentials });
  const error = await assertKind("denied", store.put("a", X));
  assertEquals(
    error.message,
    "Cannot write a in s3://bucket/: AccessDenied: *** with *** and *** may not",
  );
  assertEquals(Deno.inspect(error).includes("SECRETTEST"), false);
  assertEquals(server.requests[0]?.headers.get("x-amz-security-token"), "TOKENTEST");
});

Deno.test("S3Store takes a key ID that the server does not know for no missing object", async () => {
  await using server = new ScriptedServer(
    errorAnswer(404, "XAdminUserNotFound", "No user exists"),
    errorAnswer(404, "NoSuchKey"),
  );
  using store = open(server);
  const { message } = await assertKind("denied", store.get("a", 0, 1));
  assert(message.includes("XAdminUserNotFound: No user exists"), message);
  await assertKind("not_found", store.get("a", 0, 1));
});

Deno.test("S3Store leaves messages legible where a key is a letter", async () => {
  await using server = new ScriptedServer(errorAnswer(403, "AccessDenied", "You may not"));
  const credentials = { accessKeyId: "a", secretAccessKey: "SECRETTEST" };
  using store = new S3Store("s3://bucket", { ...server.options, credentials });
  const { message } = await assertKind("denied", store.put("a", X));
  assertEquals(message, "Cannot write a in s3://bucket/: AccessDenied: You may not");
});

Deno.test("S3Store says in which region a bucket is", async () => {
  await using server = new ScriptedServer(
    errorAnswer(301, "PermanentRedirect", "", { "x-amz-bucket-region": "eu-west-1" }),
  );
  using store = open(server);
  const { message } = await assertKind("invalid", store.put("a", X));
  assert(message.includes("the region eu-west-1, not us-east-1: set AWS_REGION"), message);
});

const page = (content: string, end = "</ListBucketResult>") => () =>
  new Response(`<?xml version="1.0"?><ListBucketResult xmlns="x">${content}${end}`);
const entry = (key: string, size = "1") =>
  `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`;

Deno.test("S3Store leaves out of a list what no store has", async () => {
  const keys = ["run/", "../run/a", "run/../../b", "a//b", "run/a&amp;b", "c\\d", "&#x1F600;"];
  await using server = new ScriptedServer(
    page(keys.map((key) => entry(`some/prefix/${key}`)).join("")),
  );
  using store = open(server);
  const pages = await Array.fromAsync(store.list(""));
  assertEquals(pages.flat().map(({ key }) => key), ["run/a&b", "😀"]);
});

Deno.test("S3Store refuses lists that are none", async () => {
  const more = "<IsTruncated>true</IsTruncated>";
  const lists = [
    () => new Response("<html>Please log in</html>"),
    page(entry("some/prefix/a"), ""),
    page(entry("elsewhere/a")),
    page(entry("some/prefix/a", "-1")),
    page(entry("some/prefix/a") + "<Contents>"),
    page(more),
    page(`${more}<NextContinuationToken>1</NextContinuationToken>`),
  ];
  for (const list of lists) {
    await using server = new ScriptedServer(list);
    using store = open(server);
    await assertKind("invalid", Array.fromAsync(store.list("")));
  }
});

Deno.test("a list of S3 that is forged is read in a time that grows with its size alone", () => {
  const list = (text: string) => `<ListBucketResult>${text}</ListBucketResult>`;
  const before = process.cpuUsage();
  assertThrows(() => parsePage(list("<Contents>".repeat(100_000))), StoreError, "does not end");
  const { user, system } = process.cpuUsage(before);
  assert(user + system < 5e6, `${user + system} µs of the processor`); // It took 20 s.
});

Deno.test("S3Store stops waiting when a call is cancelled", async () => {
  await using server = new ScriptedServer(
    errorAnswer(503, "SlowDown", "", { "retry-after": "30" }),
  );
  using store = open(server);
  const controller = new AbortController();
  const call = store.put("a", X, undefined, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await assertRejects(() => call, Error, "enough");
});

Deno.test("openStore() refuses addresses that are none, and repeats no key in them", () => {
  const addresses = [
    "s3://AKIDTEST:SECRETTEST@bucket/a",
    "s3://",
    "s3:///a",
    "s3://Bucket",
    "s3://bu",
    "http://example.com/boards",
    "https://user:SECRETTEST@example.com/boards",
    "gs://bucket",
    "",
  ];
  for (const address of addresses) {
    const error = assertThrows(() => openStore(address), StoreError);
    assertEquals(error.kind, "bad_address");
    assert(!error.message.includes("SECRETTEST"));
  }
  const options = { credentials: { accessKeyId: "a", secretAccessKey: "b" } };
  // Such a folder would be made, and nothing would reach the server.
  for (const host of ["runs.example.org", "127.0.0.1:6273", "localhost:6273", "a.example/kobo"]) {
    assertThrows(() => openStore(host), StoreError, `expected https://${host}, or ./${host}`);
  }
  using dir = new TempDir();
  for (
    const folder of [dir.join("runs.v2"), "share", "./runs.v2", "../runs.v2", "..", ".", "C:\\runs"]
  ) {
    openStore(folder)[Symbol.dispose]();
  }
  for (const endpoint of ["ftp://host", "nonsense", "http://user:SECRETTEST@host"]) {
    const call = () => openStore("s3://bucket", { ...options, endpoint });
    const error = assertThrows(call, StoreError);
    assertEquals(error.kind, "bad_address");
    assert(!error.message.includes("SECRETTEST"));
  }
});

Deno.test("S3Store names the host that cannot be reached: it may be the wrong one", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close(); // Nobody listens there any more.
  const credentials = { accessKeyId: "reader", secretAccessKey: "a-secret" };
  using store = new S3Store("s3://bucket/runs", {
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
  });
  const { message } = await assertKind("unavailable", store.get("a", 0, 1));
  assert(message.includes(`Cannot read a in s3://bucket/runs/: 127.0.0.1:${port}: `), message);
});
