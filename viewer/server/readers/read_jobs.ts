import type { ReadJob } from "./read_job.ts";

/** So many processes at most read boards for the list, which many boards may wait for. */
const MAX_BACKGROUND = 2;
/** Whoever has waited so long gets the process of whoever has had one for so long. */
const PATIENCE_MS = 2000;
/** How much longer a job may run each time before it must make room again. */
const MORE_PATIENCE = 3;

/** The jobs that wait and those that run: which comes next, and which must make room. */
export class ReadJobs {
  /** In the order in which they came. */
  readonly waiting = new Set<ReadJob>();
  /** Each has a process. */
  readonly running = new Set<ReadJob>();

  /**
   * Those that wait. First come, first served; but boards are closed first,
   * requests come before the list, and what was slow comes last, the slowest at
   * the end.
   */
  inOrder(): ReadJob[] {
    const rank = ({ task, rounds, isBackground }: ReadJob) =>
      task === undefined ? -1 : rounds > 0 ? 1 + rounds : isBackground ? 1 : 0;
    return [...this.waiting].sort((a, b) => rank(a) - rank(b));
  }

  /** Whether a job may run now, if there is a process for it. */
  mayRun(job: ReadJob): boolean {
    return this.ofBoard(job.id).length === 0 && !this.#isShareUsed(job);
  }

  /** The jobs of a board that run: one at most. */
  ofBoard(id: string): ReadJob[] {
    return [...this.running].filter((running) => running.id === id);
  }

  /**
   * The job that has run longest, if another has waited too long for it. One
   * that had to make room before does so only for those that had to as well.
   */
  inTheWay(): ReadJob | undefined {
    const now = performance.now();
    for (const job of this.waiting) {
      const isPatient = now - job.waitsSince < PATIENCE_MS;
      if (isPatient || this.ofBoard(job.id).length > 0) continue;
      const others = job.isRepeat
        ? [...this.running].filter(({ rounds }) => rounds >= job.rounds)
        : this.#isShareUsed(job)
        ? this.#inBackground()
        : [...this.running].filter(({ isRepeat }) => !isRepeat);
      const [longest] = others.sort((a, b) => b.runningMs - a.runningMs);
      if (longest === undefined) continue;
      if (longest.runningMs >= PATIENCE_MS * MORE_PATIENCE ** longest.rounds) return longest;
    }
    return undefined;
  }

  /** Whether the processes that jobs of its kind may have are taken. */
  #isShareUsed(job: ReadJob): boolean {
    if (job.isRepeat) return [...this.running].some(({ isRepeat }) => isRepeat);
    return job.isBackground && this.#inBackground().length >= MAX_BACKGROUND;
  }

  #inBackground(): ReadJob[] {
    return [...this.running].filter(({ isBackground, isRepeat }) => isBackground && !isRepeat);
  }
}
