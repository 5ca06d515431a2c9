/** A command that a signal has stopped has so long to end on its own, in milliseconds. */
export const GRACE_MS = 3_000;

/** The command's thread has so long to say that the memory is used up. */
export const MEMORY_GRACE_MS = 500;
