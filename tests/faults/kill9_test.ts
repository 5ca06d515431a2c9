import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { RunPlan } from "./fixtures/logging_run.ts";
import { leftovers, type RowsFound } from "./support/board_check.ts";
import { distribution } from "./support/distribution.ts";
import { inParallel } from "./support/in_parallel.ts";
import { type Ack, measureLoss, readAcks, type Wait, watchWaits } from "./support/lost_rows.ts";
import type { Random } from "./support/random.ts";
import { fixture, Script } from "./support/script.ts";
import { type Answer, Server } from "./support/server.ts";
import { type BackendName, BACKENDS, count, faultTest, LONG } from "./support/suite.ts";

/**
 * A value is promised to be safe this long after its log call, on an idle
 * machine. The short run, beside who knows what, looks for none that waits on
 * and on.
 */
const PROMISED_MS = LONG ? 100 : 2000;

/** The paces, some as often as they are to be tried. `KOBO_FAULTS_PACE=busy` leaves that one alone. */
const PACES = (["tight", "busy", "step", "long", "timer", "timer", "slow"] as const)
  .filter((pace) => pace === (Deno.env.get("KOBO_FAULTS_PACE") ?? pace));

/** One run that was killed, and what was left of it. */
interface Killed {
  plan: RunPlan;
  /** When, in milliseconds since 1970. */
  time: number;
  waits: Wait[];
  acks: Ack[];
}

for (const backend of BACKENDS) {
  faultTest(1, `SIGKILL at any time (${backend})`, async ({ random, dir, say }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const runs = count(20, 1000);
    const counts = { unreadable: 0, twice: 0, gaps: 0, wrong: 0, late: 0, flushedLost: 0, left: 0 };
    const lossMs: number[] = [];
    const complaints: string[] = [];
    const openMs: number[] = [];
    let setAside = 0;
    const check = async (killed: Killed) => {
      const { plan, acks, time } = killed;
      const boardDir = join(dir, plan.boardId);
      const complain = (what: keyof typeof counts, detail: string) => {
        counts[what]++;
        complaints.push(`${what}: ${detail}; ${JSON.stringify(plan)}`);
      };
      const options = { boardId: plan.boardId, baseDir: dir, backend };
      const key = plan.boardId;
      const opened = await server.ask({ do: "create", options, key });
      const finished = opened.error === undefined
        ? await server.ask({ do: "finish", key })
        : opened;
      if (finished.error !== undefined) return complain("unreadable", finished.error.message);
      openMs.push(opened.ms + finished.ms);
      const { currentStep } = opened.value as { currentStep: number };
      const answer: Pick<Answer, "value" | "error"> = currentStep === -1
        ? { value: { rowCount: 0, distinct: 0, first: 0, last: -1, wrongCount: 0 } }
        : await reader.ask({ do: "rows", dataDir: join(boardDir, "data") });
      if (answer.error !== undefined) return complain("unreadable", answer.error.message);
      const rows = answer.value as RowsFound;
      const last = rows.last ?? -1;
      if (rows.rowCount !== rows.distinct) complain("twice", JSON.stringify(rows));
      if (rows.distinct !== last + 1 || last !== currentStep) {
        complain("gaps", JSON.stringify(rows));
      }
      if (rows.wrongCount > 0) complain("wrong", JSON.stringify(rows));
      if (leftovers(boardDir).length > 0) complain("left", leftovers(boardDir).join(", "));
      if ([...Deno.readDirSync(join(boardDir))].some(({ name }) => name === "data")) {
        for (const { name } of Deno.readDirSync(join(boardDir, "data"))) {
          if (name.startsWith("damaged_")) setAside++;
        }
      }
      const flushed = acks.findLast(({ kind }) => kind === 1)?.step ?? -1;
      if (flushed > last) complain("flushedLost", `flushed ${flushed}, found ${last}`);
      const loss = measureLoss(acks, killed.waits, last, time);
      if (loss !== undefined) {
        const { ms, waitedMs } = loss;
        lossMs.push(ms);
        const detail = `${ms} ms, of which ${waitedMs.toFixed(0)} ms without a processor`;
        if (ms - waitedMs > PROMISED_MS) complain("late", detail);
        else if (ms > PROMISED_MS) {
          complaints.push(`late for want of a processor: ${detail}; ${plan.pace}`);
        }
      }
      Deno.removeSync(boardDir, { recursive: true });
    };
    // One after the other where the loss is to be measured.
    const indices = Array.from({ length: runs }, (_, index) => index);
    await inParallel(indices, LONG ? 1 : 3, async (index) => {
      await check(await killOne(planRun(random, dir, backend, index), random));
    });
    say(`${runs} killed: ${Object.entries(counts).map(([k, n]) => `${n} ${k}`).join(", ")}`);
    say(`lost before the kill: ${distribution(lossMs, "ms")}`);
    say(`opened and finished again in: ${distribution(openMs, "ms")}; ${setAside} files set aside`);
    for (const complaint of complaints) say(complaint);
    const none = { unreadable: 0, twice: 0, gaps: 0, wrong: 0, late: 0, flushedLost: 0, left: 0 };
    assertEquals(counts, none);
  });
}

function planRun(random: Random, dir: string, backend: BackendName, index: number): RunPlan {
  // A third of all kills come while it commits, merges or finishes.
  const targeted = index % 3 === 0;
  return {
    baseDir: dir,
    boardId: `run_${index}`,
    backend,
    ackPath: join(dir, `run_${index}.acks`),
    shape: random.pick(["plain", "plain", "wide", "text", "growing"]),
    pace: random.pick(PACES),
    resumed: random.next() < 0.25,
    flushIntervalMs: targeted ? 10 : random.pick([50, 200, 5000]),
    besides: targeted
      ? random.pick(["nothing", "flush", "flushSync", "finish", "finish"])
      : random.pick(["nothing", "nothing", "flush"]),
  };
}

async function killOne(plan: RunPlan, random: Random): Promise<Killed> {
  const script = new Script(fixture("logging_run.ts"), { args: [JSON.stringify(plan)] });
  // One in ten is killed while it starts.
  const atStart = random.next() < 0.1;
  const delayMs = random.int(0, LONG ? (atStart ? 500 : 700) : 300);
  if (!atStart) await script.waitFor("ready");
  const waits = await watchWaits(script.pid, delayMs);
  const time = Date.now();
  script.kill("SIGKILL");
  const { signal, stdout, stderr } = await script.end();
  assertEquals(signal, "SIGKILL", `${stdout}${stderr}`);
  return { plan, time, waits, acks: readAcks(plan.ackPath) };
}
