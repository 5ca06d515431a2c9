import { signal } from "@preact/signals";

/** Whether the page tells of what happens to runs, by notifications: also while it is hidden. */
export const isTelling = signal(false);
