/**
 * How long the threads of a process have been ready to run and waited for a
 * processor so far, in milliseconds: the script's thread and its writers.
 */
export function runDelayMs(pid: number): number {
  let sum = 0;
  try {
    for (const { name: thread } of Deno.readDirSync(`/proc/${pid}/task`)) {
      const name = Deno.readTextFileSync(`/proc/${pid}/task/${thread}/comm`).trim();
      if (thread !== String(pid) && !name.startsWith("worker-")) continue;
      const [, delayNs] = Deno.readTextFileSync(`/proc/${pid}/task/${thread}/schedstat`).split(" ");
      sum += Number(delayNs) / 1e6;
    }
  } catch {
    // A thread that has just ended, or a system without these files.
  }
  return sum;
}
