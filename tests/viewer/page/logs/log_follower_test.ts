import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { LogReply } from "../../../../viewer/protocol/api.ts";
import { LogFollower } from "../../../../viewer/page/logs/log_follower.ts";

const encoder = new TextEncoder();

/** Answers like the server: at most `maxBytes`, and from whole lines on for a negative offset. */
function fakeLog(maxBytes: number) {
  const log = { text: "", offsets: [] as number[] };
  const read = (offset: number): Promise<LogReply> => {
    log.offsets.push(offset);
    const bytes = encoder.encode(log.text);
    const reset = offset > bytes.length;
    let start = reset ? 0 : offset < 0 ? Math.max(0, bytes.length + offset) : offset;
    if (offset < 0 && start > 0) start = bytes.indexOf(10, start - 1) + 1;
    const piece = bytes.subarray(start, start + maxBytes);
    return Promise.resolve({
      text: new TextDecoder().decode(piece),
      offset: start + piece.length,
      size: bytes.length,
      reset,
    });
  };
  return { log, read };
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

function makeFollower(read: (offset: number) => Promise<LogReply>, live: boolean) {
  let next = Promise.withResolvers<void>();
  const follower = new LogFollower(read, live, () => {
    next.resolve();
    next = Promise.withResolvers();
  });
  return { follower, changed: () => next.promise };
}

Deno.test("LogFollower reads the end first, then backwards to the beginning", async () => {
  const { log, read } = fakeLog(2 ** 20);
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i} 🚀`);
  log.text = lines.join("\n") + "\n";
  const { follower, changed } = makeFollower(read, false);
  await follow(follower, changed, () => follower.loaded && follower.begin === 0);
  assertEquals(log.offsets[0], -256 * 1024);
  assertEquals(follower.buffer.lines.length, lines.length);
  assertEquals(follower.buffer.lines, lines);
  assertEquals([follower.size, follower.hasEarlier], [encoder.encode(log.text).length, false]);
});

Deno.test("LogFollower starts over when the log is replaced by a shorter one", async () => {
  const { log, read } = fakeLog(2 ** 20);
  log.text = "old 1\nold 2\n";
  const { follower, changed } = makeFollower(read, true);
  const has = (line: string) => follower.buffer.lines.includes(line);
  await follow(follower, changed, () => has("old 2"));
  log.text = "new\n";
  await follow(follower, changed, () => has("new"));
  assertEquals(follower.buffer.lines, ["new"]);
});

Deno.test("LogFollower reports a failed request, and goes on", async () => {
  const { log, read } = fakeLog(2 ** 20);
  log.text = "text\n";
  let fails = true;
  const { follower, changed } = makeFollower(
    (offset) => fails ? Promise.reject(new Error("busy")) : read(offset),
    true,
  );
  await follow(follower, changed, () => follower.error === "busy");
  assertEquals(follower.loaded, false);
  fails = false;
  await follow(follower, changed, () => follower.loaded);
  assertEquals([follower.error, follower.buffer.lines], [undefined, ["text"]]);
});
