/** The last one who wants each file. */
const queues = new Map<string, Promise<void>>();

/**
 * Waits until nobody else in this thread has a file, and takes it.
 *
 * POSIX locks do not protect within a process: whoever closes a file drops
 * the locks that all others in the process have on it, and the file's writer
 * could then write while they read.
 *
 * @returns What gives it back.
 */
export async function takeTurn(file: string): Promise<() => void> {
  const before = queues.get(file);
  const { promise, resolve } = Promise.withResolvers<void>();
  queues.set(file, promise);
  await before;
  return () => {
    if (queues.get(file) === promise) queues.delete(file);
    resolve();
  };
}
