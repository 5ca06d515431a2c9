import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { LogQuery, LogReply } from "../../../../viewer/protocol/api.ts";
import { logInOneFile } from "../../../../viewer/server/boards/log_files.ts";
import { readLogSlice } from "../../../../viewer/server/boards/log_slice.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { Random } from "../../../support/random.ts";
import { LogFollower } from "../../../../viewer/page/logs/log_follower.ts";

const encoder = new TextEncoder();

/** A log file, of which the server's own function reads. */
function fakeLog() {
  const dir = new TempDir();
  const path = dir.join("output.log");
  const queries: LogQuery[] = [];
  const write = (content: string | Uint8Array) =>
    Deno.writeFileSync(path, typeof content === "string" ? encoder.encode(content) : content);
  const read = async (query: LogQuery): Promise<LogReply> => {
    queries.push(query);
    const { offset = 0, before } = query as { offset?: number; before?: number };
    return readLogSlice(await logInOneFile(path), offset, before);
  };
  return { path, queries, write, read, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

/** Runs a follower until a condition holds. */
async function follow(
  follower: LogFollower,
  changed: () => Promise<void>,
  isDone: () => boolean,
): Promise<void> {
  const stop = new AbortController();
  const run = follower.run(stop.signal);
  while (!isDone()) await changed();
  stop.abort();
  await run;
}

function makeFollower(read: (query: LogQuery) => Promise<LogReply>, live: boolean) {
  let next = Promise.withResolvers<void>();
  const follower = new LogFollower(read, live, () => {
    next.resolve();
    next = Promise.withResolvers();
  });
  return { follower, changed: () => next.promise };
}

Deno.test("LogFollower reads the end first, then backwards to the beginning", async () => {
  using log = fakeLog();
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i} 🚀`);
  const text = lines.join("\n") + "\n";
  log.write(text);
  const { follower, changed } = makeFollower(log.read, false);
  await follow(follower, changed, () => follower.loaded && follower.begin === 0);
  assertEquals(log.queries[0], { offset: -256 * 1024 });
  assertEquals(follower.buffer.lines.length, lines.length);
  assertEquals(follower.buffer.lines, lines);
  assertEquals([follower.size, follower.hasEarlier], [encoder.encode(text).length, false]);
});

Deno.test("LogFollower starts over when the log is replaced by a shorter one", async () => {
  using log = fakeLog();
  log.write("old 1\nold 2\n");
  const { follower, changed } = makeFollower(log.read, true);
  const has = (line: string) => follower.buffer.lines.includes(line);
  await follow(follower, changed, () => has("old 2"));
  log.write("new\n");
  await follow(follower, changed, () => has("new"));
  assertEquals(follower.buffer.lines, ["new"]);
});

Deno.test("LogFollower reports a failed request, and goes on", async () => {
  using log = fakeLog();
  log.write("text\n");
  let fails = true;
  const { follower, changed } = makeFollower(
    (query) => fails ? Promise.reject(new Error("busy")) : log.read(query),
    true,
  );
  await follow(follower, changed, () => follower.error === "busy");
  assertEquals(follower.loaded, false);
  fails = false;
  await follow(follower, changed, () => follower.loaded);
  assertEquals([follower.error, follower.buffer.lines], [undefined, ["text"]]);
});

/** Bytes of any kind: a few lines, some longer than a reply, some of half characters only. */
function strangeBytes(seed: number, length: number): Uint8Array {
  const random = new Random(seed);
  const pieces = [
    encoder.encode("a line \u{1f680} of é\n"),
    encoder.encode("\u2028[STDERR] \r\n"),
    encoder.encode("\ufeffx"),
    Uint8Array.of(0xff),
    Uint8Array.of(0xc3),
    Uint8Array.of(0xf0, 0x9f),
    Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80),
    Uint8Array.of(0xed, 0xa0, 0xbd, 10),
    encoder.encode("€".repeat(100_000)),
    encoder.encode("x".repeat(50_000)),
  ];
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const piece = random.pick(random.chance(0.01) ? pieces : pieces.slice(0, -2));
    bytes.set(piece.subarray(0, length - at), at);
    at += piece.length;
  }
  return bytes;
}

Deno.test("LogFollower has each line of the file once, whatever its bytes are", async () => {
  for (let seed = 1; seed <= 6; seed++) {
    using log = fakeLog();
    const bytes = strangeBytes(seed, 2.5e6 + seed);
    log.write(bytes);
    const { follower, changed } = makeFollower(log.read, false);
    // Its last bytes are no whole character, and so are read only once nobody completes them.
    Deno.utimeSync(log.path, new Date(0), new Date(0));
    await follow(follower, changed, () => follower.loaded && follower.begin === 0);
    const expected = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
    if (expected.at(-1) === "") expected.pop();
    const { lines } = follower.buffer;
    assertEquals(lines.length, expected.length, `seed ${seed}`);
    const wrong = lines.findIndex((line, index) => line !== expected[index]);
    assertEquals(wrong, -1, `seed ${seed}: ${lines[wrong]?.slice(0, 99)}`);
  }
});

Deno.test("LogFollower goes on from the byte where it was, also behind bytes that are no UTF-8", async () => {
  using log = fakeLog();
  const bytes = encoder.encode("one ?\ntwo ?\nthree é\n");
  for (const [index, byte] of bytes.entries()) if (byte === 63) bytes[index] = 0xff;
  const { follower, changed } = makeFollower(log.read, true);
  for (const end of [6, 11, 20, bytes.length]) {
    log.write(bytes.subarray(0, end));
    await follow(follower, changed, () => follower.size === end);
  }
  assertEquals(follower.buffer.lines, ["one \ufffd", "two \ufffd", "three é"]);
});
