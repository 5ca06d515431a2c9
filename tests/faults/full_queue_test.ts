import { assert, assertEquals, assertMatch } from "@std/assert";
import { fixture, Script } from "./support/script.ts";
import { faultTest } from "./support/suite.ts";

faultTest(24, "a log call that waits for a queue which stays full", async ({ dir }) => {
  await using script = new Script(fixture("full_queue.ts"), { args: [dir] });
  await script.waitFor("ready");
  while (!script.stderr.includes("log() waits: the queue is full")) {
    const ended = await Promise.race([script.end(), new Promise((done) => setTimeout(done, 50))]);
    assertEquals(ended, undefined, "it ended before it said that it waits");
  }
  script.kill("SIGTERM");
  const ended = await script.end();
  assert(!ended.hung, "the signal did not end the wait");
  assertEquals(ended.code, 128 + 15);
  assertMatch(ended.stderr, /Cannot finish the board.* lost/);
});
