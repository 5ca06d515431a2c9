import { SHARE_ENV, Worker } from "node:worker_threads";
import { isInWorker } from "../../system/deno.ts";
import { startTimeout, type Timer } from "../../system/timer.ts";
import { WriterModule } from "./writer_module.ts";

/** Who has no board by then is not held up by the 60 ms, and may never have one. */
const UNUSED_MS = 60_000;

/**
 * A worker that is started when this library is loaded, before there is a board: to start one, Deno
 * holds up the thread that asks for it until the new thread has its JavaScript engine, for 15 to
 * 60 ms, and neither `new Board()` nor `log()` should wait for that. There is one per process: it
 * goes to the first board, and the next ones start their own. It ends where none comes: while there
 * is a worker, Deno does not see that a script waits for ever (`await new Promise(() => {})`).
 */
export class SpareWorker {
  #worker?: Worker;
  #timer?: Timer;

  /**
   * Starts it, where that needs no permission that the script lacks. Not in a worker of the
   * script's: many of those load modules that name this library, and most create no board.
   *
   * @param unusedMs After this long without a board it ends.
   */
  start(unusedMs = UNUSED_MS): void {
    const module = new WriterModule();
    if (isInWorker() || !module.isReady) return;
    try {
      const worker = new Worker(module.workerUrl, { env: SHARE_ENV });
      worker.unref();
      const forget = () => void (this.#worker = undefined);
      worker.on("error", forget);
      worker.on("exit", forget);
      this.#worker = worker;
      this.#timer = startTimeout(() => void this.take()?.terminate(), unusedMs);
    } catch {
      // Whoever creates a board is told.
    }
  }

  /** Hands it over, if it is there. It waits for a message with a `WriterStart`. */
  take(): Worker | undefined {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#timer?.stop();
    worker?.removeAllListeners();
    return worker;
  }
}
