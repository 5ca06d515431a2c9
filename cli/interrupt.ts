import { InterruptedError } from "./errors.ts";
import { exit } from "../system/deno.ts";
import { onSignals } from "../system/on_signals.ts";

/**
 * Listens for Ctrl+C and SIGTERM. The first one aborts {@linkcode Interrupt.signal},
 * a second one ends the process at once.
 */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listening = onSignals(["SIGINT", "SIGTERM"], (name) => {
    const error = new InterruptedError(name);
    if (this.signal.aborted) exit(error.exitCode);
    this.#controller.abort(error);
  });

  /** For the work that is to stop. Its reason is an {@linkcode InterruptedError}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}
