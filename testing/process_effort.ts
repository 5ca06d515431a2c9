/** USER_HZ, the unit of the times in `/proc/<pid>/stat`, is 100 on all systems that Deno runs on. */
const TICK_MS = 10;

/** What the system tells of a thread, in milliseconds. */
interface ThreadTimes {
  cpuMs: number;
  /** How long it was ready and had no processor. */
  delayMs: number;
}

/**
 * How long a process and its children have had to do something: the time on the clock without that
 * in which their threads waited for a processor, but at least their processor time. On a busy
 * machine a bound of this finds what hangs, and not what is slow because others are at work.
 *
 * To be asked often: a thread that ends takes what it waited since with it. Where the system does
 * not tell these times it is the time on the clock.
 */
export class ProcessEffort {
  readonly #pid: number;
  readonly #start = performance.now();
  readonly #threads = new Map<string, ThreadTimes>();

  /** Begins at 0. @param pid The process, which has just been started, or is measured from here on. */
  constructor(pid: number) {
    this.#pid = pid;
    this.#look();
    this.#startTimes = this.#sum();
  }

  readonly #startTimes: ThreadTimes;

  /** The time so far, in milliseconds. */
  get ms(): number {
    const clockMs = performance.now() - this.#start;
    this.#look();
    const { cpuMs, delayMs } = this.#sum();
    return Math.max(
      Math.min(clockMs, cpuMs - this.#startTimes.cpuMs),
      clockMs - (delayMs - this.#startTimes.delayMs),
    );
  }

  #sum(): ThreadTimes {
    let [cpuMs, delayMs] = [0, 0];
    for (const times of this.#threads.values()) {
      cpuMs += times.cpuMs;
      delayMs += times.delayMs;
    }
    return { cpuMs, delayMs };
  }

  #look(pid = this.#pid): void {
    for (const thread of namesIn(`/proc/${pid}/task`)) {
      const dir = `/proc/${pid}/task/${thread}`;
      const stat = textOf(`${dir}/stat`);
      // The name of the thread comes in parentheses, and may have spaces and parentheses in it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
      const delayMs = Number(textOf(`${dir}/schedstat`).split(" ")[1]) / 1e6;
      if (Number.isFinite(cpuMs + delayMs)) this.#threads.set(thread, { cpuMs, delayMs });
      for (const child of textOf(`${dir}/children`).split(" ")) {
        if (child.trim() !== "") this.#look(Number(child));
      }
    }
  }
}

function namesIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name);
  } catch {
    return []; // It has ended, or the system has no such folder.
  }
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
