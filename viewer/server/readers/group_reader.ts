import { startTimeout, type Timer } from "../../../system/timer.ts";
import type { CheckedGroupsRequest } from "../../protocol/groups.ts";
import { BoardFolders } from "../boards/board_folders.ts";
import type { BoardGroups } from "../boards/board_groups.ts";
import { Limiter } from "../http/limiter.ts";
import { readerLimits } from "./reader_limits.ts";
import { toGroupsProblem } from "./reader_problems.ts";
import { ReaderEndedError, ReaderProcess } from "./reader_process.ts";

const MAX_WAITING = 256;
/** Of one person at a team's server. */
const SHARE = { running: 1, waiting: 32 };
/** A process without requests ends after this time. */
const MAX_IDLE_MS = 60_000;

/**
 * Reads groups of boards in a process of its own, with the limits of those that read one board: so
 * many boards at once take long, and hold up no chart of single runs.
 */
export class GroupReader {
  readonly #folders: BoardFolders;
  readonly #takeIdle: () => ReaderProcess | undefined;
  readonly #limits = readerLimits();
  readonly #limiter = new Limiter(1, MAX_WAITING, SHARE);
  #process?: ReaderProcess;
  #here?: BoardGroups;
  #idle?: Timer;
  /** Why the files of runs that were cut off are left out, once a process has crashed at some. */
  #filesProblem?: string;

  /**
   * Starts nothing yet.
   *
   * @param takeIdle Gives away a process that was started for single boards and has read none: to
   * start one takes half a second.
   */
  constructor(folders: BoardFolders, takeIdle: () => ReaderProcess | undefined) {
    this.#folders = folders;
    this.#takeIdle = takeIdle;
  }

  /**
   * The frames of all groups.
   *
   * @param who Who asks, on a server that knows people.
   * @throws {RequestError} `not_found`, `busy`, `cancelled`, `timeout`, `bad_request` where no board
   * has the metric, or `failed`.
   */
  run(
    request: CheckedGroupsRequest,
    signal: AbortSignal,
    who?: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#limiter.run(
      async () => {
        const ids = request.groups.flat();
        for (const id of ids) this.#folders.find(id);
        this.#idle?.stop();
        try {
          return await this.#runTwice(request, signal);
        } catch (error) {
          throw error instanceof ReaderEndedError ? toGroupsProblem(error, ids.length) : error;
        } finally {
          this.#idle = startTimeout(() => void this.close(), MAX_IDLE_MS);
        }
      },
      signal,
      who,
    );
  }

  /** Ends the process, whatever it does. */
  async close(): Promise<void> {
    this.#idle?.stop();
    this.#filesProblem = undefined;
    const process = this.#process;
    this.#process = undefined;
    await process?.end("closed");
    await this.#here?.close();
  }

  /** A file of a run that was cut off may have crashed the process: the journal has its rows. */
  async #runTwice(
    request: CheckedGroupsRequest,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#run(request, signal);
    } catch (error) {
      const isCrash = error instanceof ReaderEndedError && error.reason === "crash";
      if (!isCrash || this.#filesProblem !== undefined) throw error;
      if (!request.groups.flat().some((id) => this.#folders.hasJournal(id))) throw error;
      this.#filesProblem = `The process that read these boards has crashed (${error.message})`;
      return await this.#run(request, signal);
    }
  }

  async #run(
    request: CheckedGroupsRequest,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const process = this.#start();
    if (process !== undefined) return await runIn(process, request, signal, this.#filesProblem);
    // DuckDB, which the server's process does not need where it has others to read.
    const { BoardGroups } = await import("../boards/board_groups.ts");
    // Of its own: a reply is kept as long as all files are as they were, also fetched ones.
    this.#here ??= new BoardGroups(new BoardFolders(this.#folders.baseDir));
    return await this.#here.run(request, signal);
  }

  /** `undefined` where no process can be started: that is said by whoever reads single boards. */
  #start(): ReaderProcess | undefined {
    if (this.#process?.hasEnded === false) return this.#process;
    try {
      return this.#process = this.#takeIdle() ??
        new ReaderProcess(this.#folders.baseDir, this.#limits);
    } catch {
      return undefined;
    }
  }
}

async function runIn(
  process: ReaderProcess,
  request: CheckedGroupsRequest,
  signal: AbortSignal,
  filesProblem?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const onAbort = () => process.cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await process.runGroups(request, filesProblem);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
