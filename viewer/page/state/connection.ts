import { signal } from "@preact/signals";

/**
 * Whether the server responds: `connecting` before the first reply, `offline`
 * from the first request without a reply until the next reply.
 */
export const connection = signal<"connecting" | "online" | "offline">("connecting");
