import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import { ResponseQueue } from "../../../../viewer/server/http/response_queue.ts";
import { ServerProcess } from "../../../../testing/server_process.ts";
import { assertLives, attackedFiles, JSON_TYPE } from "../support/attacked_viewer.ts";
import { rawRequest, writeAll } from "../support/raw_http.ts";
import { TOKEN } from "../support/viewer_client.ts";

Deno.test("serve() is not held up by clients that do not read, or do not finish", async () => {
  using attack = await attackedFiles();
  const { baseDir } = attack;
  await using server = await ServerProcess.start(baseDir, TOKEN);
  const { port } = server;
  const big = new Uint8Array(64 * 1024 ** 2);
  await Deno.writeFile(`${baseDir}/full_duckdb/media/big.mp4`, big);
  const text = (value: string) => new TextEncoder().encode(value);
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const before = server.memory;
  const held: Deno.Conn[] = [];
  const send = async (value: string) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    held.push(connection);
    await writeAll(connection, text(value));
  };
  for (let index = 0; index < 100; index++) {
    await send(`GET /media/full_duckdb/big.mp4 HTTP/1.1\r\n${host}\r\n`);
    await send(`GET /api/events HTTP/1.1\r\n${host}\r\n`);
    await send(`GET /api/boards HTTP/1.1\r\n${host}`); // The head never ends.
    await send(
      `POST /api/series HTTP/1.1\r\n${host}${JSON_TYPE.join(": ")}\r\nContent-Length: 100\r\n\r\n{`,
    );
  }
  await assertLives(port);
  assertEquals((await rawRequest(port, "GET /api/boards")).status, 200);
  // The first chunks that went out are garbage until they are collected.
  for (let tries = 0; server.memory - before >= 200 * 1024 ** 2; tries++) {
    assert(tries < 100, `${(server.memory - before) / 1024 ** 2} MiB are held for the clients`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const connection of held) connection.close();
  await assertLives(port);
});

const LARGE = new Uint8Array(200_000).map((_, index) => index);

/** Chunks without end, with what tells whether they were ended. */
function makeChunks() {
  const state = { ended: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield new Uint8Array(1000);
    } finally {
      state.ended = true;
    }
  }
  return { chunks: chunks(), state };
}

async function readAll(body: BodyInit): Promise<Uint8Array> {
  return await new Response(body).bytes();
}

function assertBusy(send: () => unknown): void {
  assertEquals(assertThrows(send, RequestError).kind, "busy");
}

Deno.test("ResponseQueue.bytes() sends all bytes, few at once and many in chunks", async () => {
  const queue = new ResponseQueue();
  const few = LARGE.subarray(0, 1000);
  assertEquals(queue.bytes(few), few);
  const body = queue.bytes(LARGE);
  assert(body instanceof ReadableStream);
  assertEquals(await readAll(body), LARGE);
  assertEquals(await readAll(queue.bytes(new Uint8Array())), new Uint8Array());
});

Deno.test("ResponseQueue is busy where too many streams are open, until one has ended", async () => {
  const queue = new ResponseQueue({ maxStreams: 2 });
  const [first, second, refused] = [makeChunks(), makeChunks(), makeChunks()] as const;
  const stream = queue.chunks(first.chunks, 0);
  queue.chunks(second.chunks, 0);
  assertBusy(() => queue.chunks(refused.chunks, 0));
  // It was not begun, so there is nothing to end; but it is over.
  assertEquals(await refused.chunks.next(), { value: undefined, done: true });
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  assertEquals(first.state.ended, true);
  queue.chunks(makeChunks().chunks, 0);
  queue.close();
});

Deno.test("ResponseQueue is busy where its streams hold too much, until one was read", async () => {
  const queue = new ResponseQueue({ maxBytes: 300_000 });
  const body = queue.bytes(LARGE);
  assertBusy(() => queue.bytes(LARGE));
  queue.bytes(LARGE.subarray(0, 1000)); // This is handed over, not held.
  assertEquals((await readAll(body)).length, LARGE.length);
  assertEquals((await readAll(queue.bytes(LARGE))).length, LARGE.length);
});

Deno.test("ResponseQueue ends a stream whose chunks fail, and frees its place", async () => {
  const queue = new ResponseQueue({ maxStreams: 1 });
  // deno-lint-ignore require-yield
  async function* chunks(): AsyncGenerator<Uint8Array> {
    throw new Error("the disk fails");
  }
  await assertRejects(() => readAll(queue.chunks(chunks(), 0)), Error, "the disk fails");
  queue.chunks(makeChunks().chunks, 0);
  queue.close();
});

Deno.test("ResponseQueue aborts the stream of a client that stops to read", async () => {
  const queue = new ResponseQueue({ maxStallMs: 1 });
  const { chunks, state } = makeChunks();
  const reader = queue.chunks(chunks, 0).getReader();
  await reader.read();
  const alive = setInterval(() => {}, 1000); // The queue's own timer keeps no process alive.
  await assertRejects(() => reader.closed, Error, "was aborted");
  clearInterval(alive);
  assertEquals(state.ended, true);
});

Deno.test("ResponseQueue.close() aborts all streams, and can be called twice", async () => {
  const queue = new ResponseQueue();
  const { chunks, state } = makeChunks();
  const reader = queue.chunks(chunks, 0).getReader();
  await reader.read();
  queue.close();
  queue.close();
  await assertRejects(() => reader.read(), Error, "was aborted");
  assertEquals(state.ended, true);
});

Deno.test("ResponseQueue.of() gives each person a share, one response of any size, and the rest to others", async () => {
  const queue = new ResponseQueue({ maxStreams: 8, maxBytes: 1_000_000 });
  const [ann, bob] = [queue.of("ann"), queue.of("bob")];
  const large = ann.bytes(new Uint8Array(700_000)) as ReadableStream;
  assertThrows(() => ann.bytes(new Uint8Array(100_000)), RequestError);
  const other = bob.bytes(new Uint8Array(300_000)) as ReadableStream;
  assertThrows(() => queue.of(undefined).bytes(new Uint8Array(100_000)), RequestError);
  await large.cancel();
  const streams = [1, 2].map(() => ann.bytes(new Uint8Array(100_000)) as ReadableStream);
  assertThrows(() => ann.bytes(new Uint8Array(100_000)), RequestError);
  assertEquals(ann.bytes(new Uint8Array(10)), new Uint8Array(10)); // Short ones are not counted.
  for (const stream of [...streams, other]) await stream.cancel();
  await (ann.bytes(new Uint8Array(100_000)) as ReadableStream).cancel();
});
