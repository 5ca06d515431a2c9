import { assert } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { LiveRun } from "../cli/support/live_run.ts";
import { BACKENDS, count } from "../faults/support/suite.ts";
import { RemoteCheck } from "./support/remote_check.ts";

/** How often it is looked. */
const LOOKS = count(4, 100);

for (const backend of BACKENDS) {
  // So it is there an interval, 15 s by default, and a round after the log call at the latest.
  Deno.test(`a row of a run that trains is in the target after the next round, while no commit is waited for (${backend})`, async () => {
    using dir = new TempDir();
    const [home, there] = [dir.join("home"), dir.join("there")];
    await using run = await LiveRun.start(home, backend);
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
