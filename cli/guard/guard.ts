import { exit } from "../../system/deno.ts";
import { printMessage } from "../output/print.ts";
import { formatBytes } from "../text/format_number.ts";
import type { GuardCommand, GuardReport } from "./guard_message.ts";

/** There is one, as there is one process. */
let current: Guard | undefined;

/**
 * Watches over this process from a thread of its own, so that a board which takes too much memory,
 * or never lets go of the command's thread, cannot keep it. It keeps no process alive.
 */
export class Guard implements Disposable {
  readonly #worker: Worker;

  private constructor(limitBytes: number) {
    this.#worker = new Worker(new URL("./guard_thread.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<GuardReport>) => {
      if (data.kind === "memory") endForMemory(limitBytes);
    };
    this.#worker.onerror = (event) => event.preventDefault(); // Commands work without it.
    this.#send({ kind: "limit", bytes: limitBytes });
  }

  /** Starts it, once per process. @param limitBytes What the whole process may take. */
  static start(limitBytes: number): Guard {
    return current ??= new Guard(limitBytes);
  }

  /**
   * Says that the command listens for signals, so that they do not end the process by themselves.
   * Does nothing where there is no guard.
   */
  static watchSignals(): Disposable {
    current?.watch(true);
    return { [Symbol.dispose]: () => current?.watch(false) };
  }

  private watch(listens: boolean): void {
    this.#send({ kind: "signals", listens });
  }

  /** Ends the watch. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
    current = undefined;
  }

  #send(command: GuardCommand): void {
    this.#worker.postMessage(command);
  }
}

function endForMemory(limitBytes: number): never {
  try {
    printMessage(
      `kobo: Stopped, as it took more than ${formatBytes(limitBytes)} of memory; where that is ` +
        "right, --memory allows more",
    );
  } finally {
    exit(1);
  }
}
