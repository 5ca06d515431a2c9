/** What {@linkcode runDuration} needs of a run's metadata, which may be a stranger's. */
interface Paused {
  readonly paused_ms?: unknown;
}

/**
 * How long a run took, or has taken so far, in milliseconds: without the times for which it had
 * ended before it was resumed. `null` where that is unknown, as where the clock was set back to a time
 * before the start.
 *
 * @param startMs When it was first started, in milliseconds since 1970.
 * @param endMs When it ended last, or now.
 */
export function runDuration(
  startMs: number | null,
  endMs: number | null,
  metadata: Paused | null,
): number | null {
  if (startMs === null || endMs === null) return null;
  const took = endMs - startMs;
  if (took < 0) return null;
  const running = took - pausedMs(metadata);
  return running < 0 ? took : running; // A clock was set back meanwhile, or a stranger says so.
}

/** For how long a run had ended before it was resumed, all times together, in milliseconds. */
export function pausedMs(metadata: Paused | null): number {
  const ms = metadata?.paused_ms;
  return typeof ms === "number" && Number.isSafeInteger(ms) && ms > 0 ? ms : 0;
}
