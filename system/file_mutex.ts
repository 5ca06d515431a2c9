import { sleep } from "./sleep.ts";

/** The last one who wants each file. */
const queues = new Map<string, Promise<void>>();
/** When each file was given back last, for as long as that matters. */
const givenBack = new Map<string, number>();

/** A writer that waits for a file to be free looks for it several times in this time. */
const GAP_MS = 30;

/**
 * Waits until nobody else in this thread has a file, and takes it.
 *
 * POSIX locks do not protect within a process: whoever closes a file drops
 * the locks that all others in the process have on it, and the file's writer
 * could then write while they read.
 *
 * @param leaveGap Whether to let some time go by since it was given back, so
 * that one who asks without pause leaves a writer its turn.
 * @returns What gives it back.
 */
export async function acquire(file: string, leaveGap: boolean): Promise<() => void> {
  const before = queues.get(file);
  const { promise, resolve } = Promise.withResolvers<void>();
  queues.set(file, promise);
  await before;
  const wait = leaveGap ? (givenBack.get(file) ?? -Infinity) + GAP_MS - performance.now() : 0;
  if (wait > 0) await sleep(wait);
  return () => {
    if (leaveGap) givenBack.set(file, performance.now());
    else givenBack.delete(file);
    if (queues.get(file) === promise) queues.delete(file);
    resolve();
  };
}
