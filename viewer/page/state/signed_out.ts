import { signal } from "@preact/signals";

/** Whether the server wants a token before it shows anything. */
export const signedOut = signal(false);
