import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { syncBoards } from "../../sync/mod.ts";
import { ProcessEffort } from "../../testing/process_effort.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { spawnKobo } from "../cli/support/kobo.ts";
import { LiveRun } from "../cli/support/live_run.ts";
import { BACKENDS, count, LONG } from "../faults/support/suite.ts";
import { RemoteCheck } from "./support/remote_check.ts";

/** How often it is looked. */
const LOOKS = count(4, 100);
/** How long a run waits between two steps: as many as a busy machine can look at. */
const PAUSE_MS = 50;

for (const backend of BACKENDS) {
  // So it is there an interval, 15 s by default, and a round after the log call at the latest.
  Deno.test(`a row of a run that trains is in the target after the next round, while no commit is waited for (${backend})`, async () => {
    using dir = new TempDir();
    const [home, there] = [dir.join("home"), dir.join("there")];
    await using run = await LiveRun.start(home, backend, PAUSE_MS);
    await using check = new RemoteCheck();
    const boardId = `live_${backend}`;
    const controller = new AbortController();
    let [begun, ended] = [0, 0];
    const syncing = syncBoards(home, there, {
      follow: true,
      intervalMs: 100,
      signal: controller.signal,
      onProgress: ({ done, total }) => {
        if (done === 0) begun++;
        if (done === total) ended = begun;
      },
    });
    for (let look = 0; look < LOOKS; look++) {
      await using reader = await openBoard(dir.join("home", boardId));
      const { rowCount } = await reader.extent();
      const next = begun + 1;
      while (ended < next) {
        const moment = new Promise((resolve) => setTimeout(resolve, 10));
        assert(await Promise.race([moment, syncing]) === undefined, "the sync has ended");
      }
      const sent = await check.steps(dir.join("there", boardId), (step) => 1 / (1 + step));
      assert(sent >= rowCount, `${sent} of ${rowCount} rows after round ${next}`);
    }
    controller.abort();
    await syncing;
    await run.end();
  });
}

for (const backend of LONG ? BACKENDS : ["duckdb" as const]) {
  Deno.test({
    name:
      `kobo sync --follow sends a row that just missed a round with the next one, at its usual pace (${backend})`,
    ignore: Deno.build.os === "windows", // No signal ends a sync there.
    async fn() {
      using dir = new TempDir();
      const [home, there] = [dir.join("home"), dir.join("there")];
      const boardId = "run";
      const options = { name: "run", boardId, baseDir: home, backend, captureOutput: false };
      await using board = new Board({ ...options, systemMetrics: false });
      const boardDir = join(there, boardId);
      const pieces = () => namesIn(join(boardDir, "live")).filter((name) => /^metrics/.test(name));
      board.log({ loss: 0 });
      const child = spawnKobo(["--dir", home, "sync", "all", there, "--follow"]);
      const syncing = child.output();
      const pause = async () => {
        const moment = new Promise((resolve) => setTimeout(resolve, 20));
        assert(await Promise.race([moment, syncing]) === undefined, "the sync has ended");
      };
      try {
        while (pieces().length < 1) await pause();
        // The round that has just sent the first row does not see this one: it waits the longest.
        const effort = new ProcessEffort(child.pid);
        board.log({ loss: 1 });
        let lagMs = 0;
        while (pieces().length < 2) {
          await pause();
          lagMs = effort.ms; // What a busy machine makes the sync wait for is not its own.
        }
        await using check = new RemoteCheck();
        assertEquals(await check.steps(boardDir, (step) => step), 2);
        console.log(`after ${Math.round(lagMs)} ms of what the sync could work: 20,000 at most`);
      } finally {
        child.kill("SIGINT");
        await syncing;
        await child.stdin.abort().catch(() => {});
      }
    },
  });
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return []; // Nothing was sent yet.
  }
}
