/** What the command's thread says to its guard. */
export type GuardCommand =
  /** From now on so many bytes are too many for the process. */
  | { kind: "limit"; bytes: number }
  /** The command listens for signals, and ends on its own; or does no longer. */
  | { kind: "signals"; listens: boolean };

/** What the guard says: the process has more memory than it may have. */
export interface GuardReport {
  kind: "memory";
}
