import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { RunPlan } from "./fixtures/logging_run.ts";
import { leftovers, readRows } from "./support/board_check.ts";
import { distribution } from "./support/distribution.ts";
import { measureLoss, readAcks, watchWaits } from "./support/lost_rows.ts";
import { fixture, Script } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, count, faultTest, LONG } from "./support/suite.ts";

/** As in `kill9_test.ts`, of which this is the twin. */
const PROMISED_MS = LONG ? 100 : 2000;

for (const backend of BACKENDS) {
  faultTest(1, `terminate() of a worker with a board (${backend})`, async (test) => {
    const { random, dir, say } = test;
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const lossMs: number[] = [];
    const complaints: string[] = [];
    for (let index = 0; index < count(6, 200); index++) {
      const boardId = `run_${index}`;
      const plan: RunPlan = {
        baseDir: dir,
        boardId,
        backend,
        ackPath: join(dir, `${boardId}.acks`),
        shape: random.pick(["plain", "plain", "wide", "text"]),
        pace: random.pick(["timer", "timer", "slow"]), // Deno ends no worker that never yields.
        flushIntervalMs: random.pick([50, 200, 5000]),
        resumed: random.next() < 0.25,
        besides: random.pick(["nothing", "nothing", "flush"]),
      };
      await using script = new Script(fixture("terminate_worker.ts"), {
        args: [JSON.stringify(plan)],
      });
      await script.waitFor("ready");
      const waits = await watchWaits(script.pid, random.int(0, 1500));
      script.kill("SIGUSR1");
      const { code, stdout, stderr } = await script.end();
      const tried = `${JSON.stringify(plan)}: ${stdout}${stderr}`;
      assertEquals(code, 0, tried);
      const time = Number(/terminated at (\d+)/.exec(stdout)![1]);

      const options = { boardId, baseDir: dir, backend };
      const { currentStep } = await server.get<{ currentStep: number }>({ do: "create", options });
      await server.get({ do: "finish" });
      const boardDir = join(dir, boardId);
      if (currentStep >= 0) {
        const { rowCount, distinct, last, wrongCount } = await readRows(reader, boardDir);
        const expected = [currentStep + 1, currentStep + 1, currentStep, 0];
        assertEquals([rowCount, distinct, last, wrongCount], expected, tried);
      }
      assertEquals(leftovers(boardDir), [], tried);
      const acks = readAcks(plan.ackPath);
      const flushed = acks.findLast(({ kind }) => kind === 1)?.step ?? -1;
      if (flushed > currentStep) complaints.push(`flushed ${flushed}, found ${currentStep}`);
      const loss = measureLoss(acks, waits, currentStep, time);
      if (loss === undefined) continue;
      lossMs.push(loss.ms);
      if (loss.ms - loss.waitedMs <= PROMISED_MS) continue;
      const waited = `of which ${loss.waitedMs.toFixed(0)} ms without a processor`;
      complaints.push(`lost of ${loss.ms} ms, ${waited}; ${JSON.stringify(plan)}`);
    }
    say(`lost before the end: ${distribution(lossMs, "ms")}`);
    assertEquals(complaints, []);
  });
}
