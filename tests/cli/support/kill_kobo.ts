import { type KoboOptions, spawnKobo } from "./kobo.ts";

/** How often it is looked at how far a command is. */
const LOOK_MS = 25;
/** One that waits is killed all the same. */
const MAX_MS = 60_000;
/** USER_HZ, the unit of the times in `/proc/<pid>/stat`, is 100 on all systems that Deno runs on. */
const TICK_MS = 10;

/**
 * Runs a command, and kills it once it has had so much processor time, if it has not ended by then. On
 * a busy machine the same time on the clock, in which it waits for a processor, and for others that do,
 * would end most commands before they have begun.
 */
export async function killKobo(
  afterMs: number,
  args: readonly string[],
  options: KoboOptions = {},
): Promise<void> {
  const child = spawnKobo(args, options);
  const start = performance.now();
  const timer = setInterval(() => {
    const clockMs = performance.now() - start;
    if ((cpuMs(child.pid) ?? clockMs) < afterMs && clockMs < MAX_MS) return;
    clearInterval(timer);
    try {
      child.kill("SIGKILL");
    } catch {
      // It has just ended.
    }
  }, LOOK_MS);
  await child.output();
  clearInterval(timer);
  await child.stdin.abort().catch(() => {});
}

/** The processor time of a process; `undefined` where the system does not tell. */
function cpuMs(pid: number): number | undefined {
  let stat: string;
  try {
    stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  } catch {
    return undefined;
  }
  // The name of the process comes in parentheses, and may have spaces and parentheses in it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
