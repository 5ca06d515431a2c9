import { startTimeout, type Timer } from "../../../system/timer.ts";
import type { CheckedGroupsRequest } from "../../protocol/groups.ts";
import { BoardFolders } from "../boards/board_folders.ts";
import type { BoardGroups } from "../boards/board_groups.ts";
import { Limiter } from "../http/limiter.ts";
import { RequestError } from "../http/request_error.ts";
import { readerLimits } from "./reader_limits.ts";
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
        for (const id of request.groups.flat()) this.#folders.find(id);
        this.#idle?.stop();
        try {
          const process = this.#start();
          if (process === undefined) {
            // DuckDB, which the server's process does not need where it has others to read.
            const { BoardGroups } = await import("../boards/board_groups.ts");
            // Of its own: a reply is kept as long as all files are as they were, also fetched ones.
            this.#here ??= new BoardGroups(new BoardFolders(this.#folders.baseDir));
            return await this.#here.run(request, signal);
          }
          return await runIn(process, request, signal);
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
    const process = this.#process;
    this.#process = undefined;
    await process?.end("closed");
    await this.#here?.close();
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
): Promise<Uint8Array<ArrayBuffer>> {
  const onAbort = () => process.cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await process.runGroups(request);
  } catch (error) {
    if (!(error instanceof ReaderEndedError)) throw error;
    if (error.reason === "closed") {
      throw new RequestError("cancelled", "The request was cancelled");
    }
    const kind = error.reason === "time" ? "timeout" : "failed";
    throw new RequestError(
      kind,
      `Reading these ${request.groups.flat().length} runs together was ended: ${error.message}; ` +
        `filter the list of runs to have fewer`,
      kind === "failed" ? { status: 422 } : {},
    );
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
