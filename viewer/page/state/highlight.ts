import { signal } from "@preact/signals";

/** The id of the board under the pointer: all charts highlight its lines. */
export const highlighted = signal<string | null>(null);
