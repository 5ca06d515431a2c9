import { signal } from "@preact/signals";

/** The x under the pointer, and the chart that it is on: all charts show their values there. */
export const pointedX = signal<{ x: number; chart: object } | null>(null);
