import { sleep } from "./sleep.ts";

/** The last one who wants the files of each folder. */
const queues = new Map<string, Promise<void>>();
/** When those of each folder were given back last, for as long as that matters. */
const givenBack = new Map<string, number>();

/** A writer that waits for its file to be free looks for it several times in this time. */
const GAP_MS = 30;

/**
 * Waits until nobody else in this thread has a board's files, and takes them. Who asks for those of
 * several boards does so in one turn of the event loop: then no two wait for each other.
 *
 * POSIX locks do not protect within a process: whoever closes a file drops
 * the locks that all others in the process have on it, and the file's writer
 * could then write while they read.
 *
 * @param dir The board's folder.
 * @param leaveGap Whether to let some time go by since they were given back, so
 * that one who asks without pause leaves a writer its turn.
 * @returns What gives them back.
 */
export async function acquire(dir: string, leaveGap: boolean): Promise<() => void> {
  const before = queues.get(dir);
  const { promise, resolve } = Promise.withResolvers<void>();
  queues.set(dir, promise);
  await before;
  const wait = leaveGap ? (givenBack.get(dir) ?? -Infinity) + GAP_MS - performance.now() : 0;
  if (wait > 0) await sleep(wait);
  return () => {
    if (leaveGap) givenBack.set(dir, performance.now());
    else givenBack.delete(dir);
    if (queues.get(dir) === promise) queues.delete(dir);
    resolve();
  };
}
