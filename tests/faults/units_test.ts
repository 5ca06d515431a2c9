/**
 * One log call is one unit: a kill leaves all of its rows or none, whether it
 * has scalars, media, tables or histograms; and a run that is resumed again and
 * again has no gap.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { repairBoard } from "../../board/repair_board.ts";
import type { CallsPlan } from "./fixtures/log_calls.ts";
import { inParallel } from "./support/in_parallel.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";
import { checkUnits, type UnitsFound } from "./support/units_check.ts";

for (const backend of BACKENDS) {
  faultTest(1, `SIGKILL leaves whole log calls (${backend})`, async ({ random, dir, say }) => {
    const boards = count(2, 50);
    const resumes = count(4, 20);
    const sum = { kills: 0, steps: 0, standIns: 0, lost: 0, gaps: 0, halves: 0 };
    const complaints: string[] = [];
    const check = async (boardId: string, when: string): Promise<UnitsFound> => {
      const found = await checkUnits(join(dir, boardId));
      sum.gaps += found.gaps;
      sum.halves += found.halves;
      if (found.gaps + found.halves > 0) {
        complaints.push(`${boardId}, ${when}: ${JSON.stringify(found)}`);
      }
      return found;
    };
    const plans = Array.from({ length: boards }, (_, index): CallsPlan & { delays: number[] } => ({
      baseDir: dir,
      boardId: `board_${index}`,
      backend,
      seed: String(random.next()),
      flushIntervalMs: random.pick([20, 100, 1000]),
      bursts: random.next() < 0.5,
      delays: Array.from({ length: resumes }, () => random.int(0, 900)),
    }));
    await inParallel(plans, 2, async ({ delays, ...plan }) => {
      const boardDir = join(dir, plan.boardId);
      let least = 0;
      for (const [round, delayMs] of delays.entries()) {
        await killAfter(plan, delayMs);
        sum.kills++;
        const found = await check(plan.boardId, `killed ${round + 1} times`);
        sum.standIns += found.standIns;
        if (found.steps < least) complaints.push(`${plan.boardId}: ${found.steps} of ${least}`);
        least = found.steps;
      }
      await repairBoard(boardDir, { onProblem: (message) => complaints.push(message) });
      const found = await check(plan.boardId, "repaired");
      sum.steps += found.steps;
      sum.lost += found.standIns;
      if (found.steps < least) complaints.push(`${plan.boardId}: ${found.steps} of ${least}`);
      Deno.removeSync(boardDir, { recursive: true });
      say(`${plan.boardId}: ${found.steps} steps`);
    });
    say(JSON.stringify(sum));
    assertEquals(complaints, []);
    assertEquals({ gaps: sum.gaps, halves: sum.halves, lost: sum.lost }, {
      gaps: 0,
      halves: 0,
      lost: 0,
    });
  });
}

async function killAfter(plan: CallsPlan, delayMs: number): Promise<void> {
  await using script = new Script(fixture("log_calls.ts"), { args: [JSON.stringify(plan)] });
  await script.waitFor("ready");
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  script.kill("SIGKILL");
  const { signal, stderr } = await script.end();
  assertEquals(signal, "SIGKILL", stderr);
}
