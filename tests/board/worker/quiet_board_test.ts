// cspell:words ctxt
import { assert } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { lastJournaledStep } from "../../faults/support/journal_scan.ts";
import { Script } from "../../faults/support/script.ts";

/** Far more than it takes: a loaded machine is slow. */
const MAX_WAIT_MS = 60_000;
/** A thread that looked at intervals would wake up more often in a second. */
const MAX_QUIET_WAKES = 4;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function waitUntil(isTrue: () => boolean | Promise<boolean>): Promise<boolean> {
  const start = performance.now();
  while (performance.now() - start < MAX_WAIT_MS) {
    if (await isTrue()) return true;
    await sleep(50);
  }
  return false;
}

/** How often each thread of a process has slept and woken up. */
function wakesOf(pid: number): Map<string, number> {
  const wakes = new Map<string, number>();
  for (const { name } of Deno.readDirSync(`/proc/${pid}/task`)) {
    const status = Deno.readTextFileSync(`/proc/${pid}/task/${name}/status`);
    wakes.set(name, Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]));
  }
  return wakes;
}

Deno.test({
  name: "A board on which nothing is logged wakes no thread, and its next row reaches the journal",
  ignore: Deno.build.os !== "linux", // Others do not tell how often a thread has woken up.
  async fn() {
    using dir = new TempDir();
    const path = fromFileUrl(new URL("./fixtures/quiet_run.ts", import.meta.url));
    await using script = new Script(path, { args: ["duckdb", dir.path] });
    await script.waitFor("ready");
    const isQuiet = async () => {
      const before = wakesOf(script.pid);
      await sleep(1000);
      const added = [...wakesOf(script.pid)].map(([id, count]) => count - (before.get(id) ?? 0));
      return added.reduce((sum, count) => sum + count, 0) <= MAX_QUIET_WAKES;
    };
    const staysQuiet = async () => await isQuiet() && await isQuiet();
    assert(await waitUntil(staysQuiet), "the process comes to rest, and stays so");
    script.kill("SIGUSR1");
    const boardDir = join(dir.path, "quiet");
    const isThere = await waitUntil(() => lastJournaledStep(boardDir) === 1);
    script.kill("SIGKILL");
    await script.end();
    assert(isThere, "the row of a script that does not yield is in the journal");
  },
});
