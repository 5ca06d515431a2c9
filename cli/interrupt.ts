import { InterruptedError } from "./errors.ts";
import { GRACE_MS } from "./guard/grace.ts";
import { Guard } from "./guard/guard.ts";
import { printMessage } from "./output/print.ts";
import { exit } from "../system/deno.ts";
import { onSignals } from "../system/on_signals.ts";
import { startTimeout, type Timer } from "../system/timer.ts";

/**
 * Listens for Ctrl+C and SIGTERM. The first one aborts {@linkcode Interrupt.signal}; a second one
 * ends the process at once, as does the first where the work has not ended {@linkcode GRACE_MS} later:
 * DuckDB may be somewhere where it hears no interrupt.
 */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listening = onSignals(["SIGINT", "SIGTERM"], (name) => {
    const error = new InterruptedError(name);
    if (this.signal.aborted) exit(error.exitCode);
    this.#timer = startTimeout(() => exit(error.exitCode), GRACE_MS);
    this.#controller.abort(error);
  });
  /** Where this thread cannot even hear of a signal, the guard ends the process. */
  readonly #guarded = Guard.watchSignals();
  #timer?: Timer;

  /** For the work that is to stop. Its reason is an {@linkcode InterruptedError}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    this.#timer?.stop();
    this.#guarded[Symbol.dispose]();
    this.#listening[Symbol.dispose]();
  }
}

/**
 * Ends the process at the signal, for work on a board that is opened to be written: its writer listens
 * for signals, too, and expects the script to exit.
 *
 * @param message What is said of the board.
 */
export function exitOnInterrupt({ signal }: Interrupt, message: string): void {
  signal.addEventListener("abort", () => {
    printMessage(message);
    exit((signal.reason as InterruptedError).exitCode);
  });
}
