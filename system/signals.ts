import { system } from "./platform.ts";

/** A signal that asks a process to end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGBREAK";

/** A signal that asks a process to end, with its number. */
export interface NumberedSignal {
  /** As `SIGINT`. */
  name: EndSignal;
  /** What an exit code has beyond 128. */
  number: number;
}

const EVERYWHERE: readonly NumberedSignal[] = [
  { name: "SIGINT", number: 2 },
  { name: "SIGTERM", number: 15 },
  { name: "SIGHUP", number: 1 },
];

/**
 * The signals that ask a process to end. Windows has one more, Ctrl+Break; SIGHUP is there a
 * console window that is closed, and SIGTERM comes from nobody.
 *
 * @param on The system that they are of.
 */
export function signalsOf(on: string): readonly NumberedSignal[] {
  return on === "windows" ? [...EVERYWHERE, { name: "SIGBREAK", number: 21 }] : EVERYWHERE;
}

/** The signals that ask a process to end, on this system. */
export const SIGNALS: readonly NumberedSignal[] = signalsOf(system);
