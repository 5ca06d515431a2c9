/** How often the writer is checked, in milliseconds: by a timer, and by a script that blocks. */
export const CHECK_INTERVAL_MS = 100;

/** How much time counts between two checks: more passes only while the whole process is stopped. */
export const MAX_STEP_MS: number = 2 * CHECK_INTERVAL_MS;
