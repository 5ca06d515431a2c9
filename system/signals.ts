/** The signals that ask a process to end, with their numbers. */
export const SIGNALS: readonly { name: "SIGINT" | "SIGTERM" | "SIGHUP"; number: number }[] = [
  { name: "SIGINT", number: 2 },
  { name: "SIGTERM", number: 15 },
  { name: "SIGHUP", number: 1 },
];
