import { signal } from "@preact/signals";

/** The id of the board that is pointed at: its lines stand out. */
export const highlighted = signal<string | null>(null);
