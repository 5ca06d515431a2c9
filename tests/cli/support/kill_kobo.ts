import { ProcessEffort } from "../../../testing/process_effort.ts";
import { type KoboOptions, spawnKobo } from "./kobo.ts";

/** How often it is looked at how far a command is. */
const LOOK_MS = 40;

/** One that waits is killed all the same. */
const MOST_WAITING = 4;

/**
 * Runs a command, and kills it once it has had so much processor time, if it has not ended by then. On
 * a busy machine the same time on the clock, part of which it waits for others that are as busy, would
 * end most commands before they have begun.
 */
export async function killKobo(
  afterMs: number,
  args: readonly string[],
  options: KoboOptions = {},
): Promise<void> {
  const child = spawnKobo(args, options);
  const effort = new ProcessEffort(child.pid);
  const timer = setInterval(() => {
    if (effort.cpuMs < afterMs && effort.ms < MOST_WAITING * afterMs) return;
    clearInterval(timer);
    child.kill("SIGKILL");
  }, LOOK_MS);
  await child.output();
  clearInterval(timer);
  await child.stdin.abort().catch(() => {});
}
