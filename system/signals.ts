/** A signal that asks a process to end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The signals that ask a process to end, with their numbers. */
export const SIGNALS: readonly { name: EndSignal; number: number }[] = [
  { name: "SIGINT", number: 2 },
  { name: "SIGTERM", number: 15 },
  { name: "SIGHUP", number: 1 },
];
