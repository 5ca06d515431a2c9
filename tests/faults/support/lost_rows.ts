import { runDelayMs } from "./run_delay.ts";

/** What a run noted of a call: `logging_run.ts` has the kinds. */
export interface Ack {
  kind: number;
  step: number;
  /** Before the call, in milliseconds since 1970. */
  time: number;
}

/** How long the threads of a process had waited for a processor, all in all, at some time. */
export interface Wait {
  time: number;
  ms: number;
}

/** How often it is looked how long threads waited for a processor. */
const LOOK_MS = 50;

/** Lets a process run for so long, and returns how long its threads waited for a processor. */
export async function watchWaits(pid: number, delayMs: number): Promise<Wait[]> {
  const waits: Wait[] = [];
  const look = () => waits.push({ time: Date.now(), ms: runDelayMs(pid) });
  const end = performance.now() + delayMs;
  for (let left = delayMs; left > 0; left = end - performance.now()) {
    look();
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, LOOK_MS)));
  }
  look();
  return waits;
}

/** Reads what a run has noted, and removes the file; nothing where there is none. */
export function readAcks(path: string): Ack[] {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch {
    return [];
  }
  Deno.removeSync(path);
  const values = new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / 24) * 3);
  return Array.from({ length: values.length / 3 }, (_, i) => ({
    kind: values[3 * i]!,
    step: values[3 * i + 1]!,
    time: values[3 * i + 2]!,
  }));
}

/**
 * How long before its end a run logged the first row that is lost, and how much of that its threads
 * had no processor; `undefined` where it logged nothing.
 *
 * @param last The last step that is left, -1 for none.
 * @param time When the run ended, in milliseconds since 1970.
 */
export function measureLoss(
  acks: readonly Ack[],
  waits: readonly Wait[],
  last: number,
  time: number,
): { ms: number; waitedMs: number } | undefined {
  const logged = acks.filter(({ kind }) => kind === 0);
  if (logged.length === 0) return undefined;
  const lost = logged.find(({ step }) => step > last);
  if (lost === undefined) return { ms: 0, waitedMs: 0 };
  // It was logged no earlier than the last acknowledged one before it, or that one itself.
  const from = logged.findLast(({ step }) => step <= last + 1) ?? lost;
  const before = waits.findLast((wait) => wait.time <= from.time) ?? waits[0]!;
  return { ms: time - from.time, waitedMs: waits.at(-1)!.ms - before.ms };
}
