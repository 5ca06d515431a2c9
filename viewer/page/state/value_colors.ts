import { signal } from "@preact/signals";

/**
 * The colours of all boards by their ids, where a value gives them: a field that the reader has
 * chosen. `null` where each board has a colour of its own.
 */
export const valueColors = signal<ReadonlyMap<string, string> | null>(null);
