import { signal } from "@preact/signals";

/**
 * How the page stands to its server: `connecting` before the first answer,
 * `offline` from the first request that was not answered until one is.
 */
export const connection = signal<"connecting" | "online" | "offline">("connecting");
