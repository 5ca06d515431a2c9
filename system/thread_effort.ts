/**
 * How long a thread has had to do something, as its system tells it.
 *
 * A clock on the wall says little of a thread on a busy machine: it may have waited for a processor
 * all the time. Linux knows better: `/proc/self/task/<id>/stat` has the processor time of a thread,
 * and whether it sleeps.
 *
 * @module
 */
import { readFileSync, readlinkSync } from "node:fs";
import { isNotFound } from "./error_code.ts";
import { RunningTime } from "./running_time.ts";

/** The unit of the times in `stat`: USER_HZ, which is 100 on all systems that Deno runs on. */
const TICK_MS = 10;
/** Without knowing what a thread does, so much of the time on the clock counts. */
const UNKNOWN_SHARE = 0.25;

/** The id of the thread that calls; 0 where the system or the permissions do not tell it. */
export function currentThreadId(): number {
  try {
    // Deno would ask the user for a single file, and refuses it with less than all rights.
    if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return 0;
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1)) || 0;
  } catch {
    return 0;
  }
}

/**
 * Counts the time for which a thread had what it needs to go on: its processor time, and the time
 * for which it slept. The time for which it was ready and other threads had the processor does not
 * count, nor does that for which the process was stopped.
 *
 * It must be looked at often: of the time between two looks it counts `maxStepMs` of sleep at most.
 */
export class ThreadEffort {
  readonly #maxStepMs: number;
  #running: RunningTime;
  #cpuMs: number | undefined;
  #ms = 0;
  #lastMs = 0;

  /** @param maxStepMs How much sleep counts between two looks, in milliseconds. */
  constructor(maxStepMs: number) {
    this.#maxStepMs = maxStepMs;
    this.#running = new RunningTime(maxStepMs);
  }

  /** Begins anew, from 0. Asks nothing of the system. */
  restart(): void {
    this.#running.restart();
    this.#cpuMs = undefined;
    this.#ms = 0;
    this.#lastMs = 0;
  }

  /**
   * The time since the last {@linkcode restart}, in milliseconds.
   *
   * @param threadId The thread; 0 where it is not known.
   * @returns `Infinity` where the thread has ended.
   */
  measure(threadId: number): number {
    const clockMs = this.#running.ms;
    const stepMs = Math.min(clockMs - this.#lastMs, this.#maxStepMs);
    this.#lastMs = clockMs;
    const status = statusOf(threadId);
    if (status === "ended") return Infinity;
    if (status === undefined) this.#ms += stepMs * UNKNOWN_SHARE;
    else {
      const cpuMs = status.cpuMs - (this.#cpuMs ?? status.cpuMs);
      this.#ms += status.isReady ? cpuMs : Math.max(cpuMs, stepMs);
      this.#cpuMs = status.cpuMs;
    }
    return this.#ms;
  }
}

function statusOf(threadId: number): { cpuMs: number; isReady: boolean } | "ended" | undefined {
  if (threadId === 0) return undefined;
  try {
    // The name of the thread comes in parentheses, and may have spaces and parentheses in it.
    const text = readFileSync(`/proc/self/task/${threadId}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    return Number.isFinite(cpuMs) ? { cpuMs, isReady: fields[0] === "R" } : undefined;
  } catch (error) {
    return isNotFound(error) ? "ended" : undefined;
  }
}
