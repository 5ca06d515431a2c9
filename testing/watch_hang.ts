import { ProcessEffort } from "./process_effort.ts";

/** What ends sooner costs no look at the system's files. */
const UNWATCHED_MS = 2000;
const LOOK_MS = 500;

/**
 * Calls back once when a process has not ended after so long, by {@linkcode ProcessEffort}.
 *
 * @returns What ends the watch.
 */
export function watchHang(pid: number, hangMs: number, onHang: () => void): () => void {
  let interval: ReturnType<typeof setInterval> | undefined;
  const start = setTimeout(() => {
    const effort = new ProcessEffort(pid);
    interval = setInterval(() => {
      if (effort.ms < hangMs - UNWATCHED_MS) return;
      clearInterval(interval);
      onHang();
    }, LOOK_MS);
  }, UNWATCHED_MS);
  return () => {
    clearTimeout(start);
    clearInterval(interval);
  };
}
