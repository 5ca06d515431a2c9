/** A live run that logs nothing for so long has stalled, unless somebody says otherwise. */
export const DEFAULT_STALL_MS = 600_000;

/**
 * How long a live run has logged nothing, in milliseconds.
 *
 * @param lastRowAt When its last row was logged, in milliseconds since 1970; `null` without a row.
 * @param run When it was started or resumed, ISO 8601.
 */
export function quietMs(lastRowAt: number | null, run: string): number {
  return Date.now() - Math.max(lastRowAt ?? 0, Date.parse(run) || 0);
}
