import type { ReadJob } from "./read_job.ts";

/** So many processes at most read boards for the list, which many boards may wait for. */
const MAX_BACKGROUND = 2;
/** Whoever has waited so long gets the process of whoever has had one for so long. */
const PATIENCE_MS = 2000;

/** The jobs that wait and those that run: which comes next, and which must make room. */
export class ReadJobs {
  /** In the order in which they came. */
  readonly waiting = new Set<ReadJob>();
  /** Each has a process. */
  readonly running = new Set<ReadJob>();

  /**
   * Those that wait. First come, first served; but boards are closed first,
   * requests come before the list, and what was slow comes last.
   */
  inOrder(): ReadJob[] {
    const rank = ({ task, isRepeat, isBackground }: ReadJob) =>
      task === undefined ? -1 : isRepeat ? 2 : isBackground ? 1 : 0;
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
   * The job that has run longest, if another has waited too long for it. A job
   * that had to make room before does not have to again.
   */
  inTheWay(): ReadJob | undefined {
    const now = performance.now();
    for (const job of this.waiting) {
      const isPatient = now - job.waitsSince < PATIENCE_MS;
      if (job.isRepeat || isPatient || this.ofBoard(job.id).length > 0) continue;
      const others = this.#isShareUsed(job)
        ? this.#inBackground()
        : [...this.running].filter(({ isRepeat }) => !isRepeat);
      const [longest] = others.sort((a, b) => b.runningMs - a.runningMs);
      if (longest !== undefined && longest.runningMs >= PATIENCE_MS) return longest;
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
