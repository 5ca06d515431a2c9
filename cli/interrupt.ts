import { InterruptedError } from "./errors.ts";

/**
 * Listens for Ctrl+C and SIGTERM. The first one aborts {@linkcode Interrupt.signal},
 * a second one ends the process at once.
 */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const error = new InterruptedError(name);
    return [name, () => {
      if (this.signal.aborted) Deno.exit(error.exitCode);
      this.#controller.abort(error);
    }] as const;
  });

  /** Starts listening. */
  constructor() {
    for (const [name, listener] of this.#listeners) Deno.addSignalListener(name, listener);
  }

  /** For the work that is to stop. Its reason is an {@linkcode InterruptedError}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
