import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { rewindBoard } from "../../board/rewind/rewind_board.ts";
import { undoRewind } from "../../board/rewind/undo_rewind.ts";
import { repairBoard } from "../../board/repair_board.ts";
import { keptRowsOf } from "../../format/kept_rows.ts";
import { Board, Histogram } from "../../mod.ts";
import { openBoard, verifyBoard } from "../../reader/mod.ts";
import { fixture, Script } from "./support/script.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

/** The mark that each step of a board has, from step 0 on: by it rows are told from others of the step. */
type History = number[];

/** What a rewind makes in the board's folder, and removes once it is done. */
const FOLDERS = ["rewinding.tmp", "rewinding"];

/** The marks of a board's rows, which must be those of steps 0, 1 and so on. */
async function historyOf(boardDir: string): Promise<History> {
  await using reader = await openBoard(boardDir);
  const { rows } = await reader.sql("SELECT step, mark FROM metrics");
  assertEquals(rows.map(([step]) => step), rows.map((_, index) => index));
  const histograms = await reader.sql("SELECT step FROM histograms");
  const expected = rows.flatMap((_, step) => step % 3 === 0 ? [step] : []);
  assertEquals(histograms.rows.map(([step]) => step), expected);
  assertEquals(reader.problems, []);
  return rows.map(([, mark]) => Number(mark));
}

function isStart(some: History, all: History): boolean {
  return some.every((mark, step) => mark === all[step]);
}

for (const backend of BACKENDS) {
  faultTest(1, `SIGKILL while a board is rewound (${backend})`, async ({ random, dir, say }) => {
    const options = { name: "rewinding", baseDir: dir, boardId: "board", backend };
    const board = new Board({ ...options, captureOutput: false, systemMetrics: false });
    for (let i = 0; i < 60; i++) {
      board.log({ mark: 0, ...i % 3 === 0 ? { h: new Histogram([i]) } : {} });
    }
    await board.finish();
    const { boardDir } = board;
    let history: History = Array(60).fill(0);
    /** What is kept aside, by its folder. */
    const kept = new Map<string, History>();
    const counts = { asBefore: 0, rewound: 0, whole: 0, undone: 0 };
    /** Where the kills came: before a rewind had begun, in the making of its files, in their moves, after. */
    const kills = { before: 0, making: 0, moving: 0, after: 0 };
    /** Takes over what is kept aside anew: it must be what the board had. */
    const noteKept = (had: History) => {
      const now = keptRowsOf(boardDir).filter(({ path }) => exists(join(path, "data")));
      for (const { name } of now) {
        if (!kept.has(name)) kept.set(name, had);
      }
      for (const name of kept.keys()) {
        assert(now.some((rows) => rows.name === name), `${name} is gone`);
      }
    };

    /** How long a run takes that is not killed, so that kills come at all of its moments. */
    let wholeMs = 2000;
    /** How long a run makes and moves files. */
    let rewindMs = 200;
    const rounds = count(2, 100);
    for (let round = 1; round <= rounds; round++) {
      const step = random.int(0, history.length - 1);
      const added = random.int(0, 40);
      const title = `round ${round}: to step ${step} of ${history.length - 1}, ${added} rows more`;
      const args = [dir, "board", String(step), String(round), String(added)];
      await using script = new Script(fixture("rewinding_run.ts"), { args });
      await script.waitFor("begin");
      const start = performance.now();
      const killIn = (ms: number) => setTimeout(() => script.kill("SIGKILL"), ms);
      // A rewind is short within its run, and its moves within it: some kills wait for its files, or
      // for the first move.
      const waitsFor = [undefined, "rewinding.tmp", "rewinding"][round % 3];
      const delay = random.int(0, waitsFor === "rewinding" ? 8 : rewindMs);
      let kill = waitsFor === undefined ? killIn(random.int(0, wholeMs)) : undefined;
      let begunAt: number | undefined;
      const look = setInterval(() => {
        const isThere = FOLDERS.some((name) => exists(join(boardDir, name)));
        if (kill === undefined && waitsFor !== undefined && exists(join(boardDir, waitsFor))) {
          kill = killIn(delay);
        }
        if (isThere && begunAt === undefined) begunAt = performance.now();
        else if (!isThere && begunAt !== undefined) {
          rewindMs = Math.ceil(performance.now() - begunAt) + 2;
          clearInterval(look);
        }
      }, 1);
      const end = await script.end();
      clearInterval(look);
      clearTimeout(kill);
      if (end.code === 0) wholeMs = Math.ceil(performance.now() - start);
      assert(!end.hung, title);
      const isMoving = exists(join(boardDir, "rewinding"));
      const isMaking = exists(join(boardDir, "rewinding.tmp"));
      const found = await historyOf(boardDir);
      const target = [...history.slice(0, step + 1), ...Array(added).fill(round)];
      const isRewound = isStart(found, target) && found.length > step;
      const isAsBefore = !isRewound && found.length === history.length && isStart(found, history);
      assert(isRewound || isAsBefore, `${title}: ${found}; before ${history}`);
      if (end.stdout.includes("flushed")) assertEquals(found, target, title);
      if (end.stdout.includes("rewound")) assert(isRewound, title);
      if (isMoving) assert(isRewound, title);
      if (isMaking && !isMoving) assert(isAsBefore || step === history.length - 1, title);
      if (end.code !== 0) {
        kills[isMoving ? "moving" : isMaking ? "making" : isRewound ? "after" : "before"]++;
      }
      counts[end.code === 0 ? "whole" : isRewound ? "rewound" : "asBefore"]++;
      if (random.int(0, 2) === 0) await repairBoard(boardDir, { onProblem: (text) => say(text) });
      else await rewindBoard(boardDir, { step: found.length - 1 }, (text) => say(text));
      noteKept(history);
      history = found;
      assertEquals(await historyOf(boardDir), history, title);
      assertEquals((await verifyBoard(boardDir)).damage, [], title);

      const names = [...kept.keys()];
      if (names.length === 0 || random.int(0, 1) === 0) continue;
      const name = random.pick(names);
      const back = kept.get(name)!; // It is one of the names.
      await undoRewind(boardDir, name, (text) => say(text));
      kept.delete(name);
      noteKept(history);
      assertEquals(await historyOf(boardDir), back, `${title}, then ${name} again`);
      assertEquals((await verifyBoard(boardDir)).damage, [], `${title}, then ${name} again`);
      history = back;
      counts.undone++;
    }
    say(`${JSON.stringify(counts)}, kills ${JSON.stringify(kills)}`);
  });
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}
