import { copyFileLater } from "./copy_file.ts";
import { OpenFile } from "./open_file.ts";
import { sleep } from "./sleep.ts";
import { syncFileLater } from "./sync_file.ts";

/** How often the disk is given what was copied. */
const SYNC_MS = 50;

/**
 * Copies a file as {@linkcode copyFileLater} does, and makes the copy durable. The disk writes while
 * the rest is copied: else it would begin with a large file when the copy has ended.
 *
 * @throws {Error} With the system's code, as `ENOSPC`.
 */
export async function copyDurablyLater(from: string, to: string): Promise<void> {
  const end = new AbortController();
  const copying = copyFileLater(from, to).finally(() => end.abort());
  for (const result of await Promise.allSettled([copying, syncUntil(end.signal, to)])) {
    if (result.status === "rejected") throw result.reason;
  }
  await syncFileLater(to);
}

/** What a sync throws must not be lost: the system says only once what the disk has refused. */
async function syncUntil(end: AbortSignal, path: string): Promise<void> {
  for (;;) {
    await sleep(SYNC_MS, end).catch(() => {});
    if (end.aborted) return;
    using file = await openIfFree(path);
    await file?.syncLater();
  }
}

/** `undefined` where it is not made yet, or where the system shares none that it writes. */
function openIfFree(path: string): Promise<OpenFile | undefined> {
  return OpenFile.openLater(path, "update").catch(() => undefined);
}
