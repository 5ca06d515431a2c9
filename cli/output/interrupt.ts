import { InterruptedError } from "./errors.ts";

/** Ctrl+C and SIGTERM, as a signal that calls work off; a second one ends the process at once. */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const error = new InterruptedError(name);
    return [name, () => {
      if (this.signal.aborted) Deno.exit(error.exitCode);
      this.#controller.abort(error);
    }] as const;
  });

  /** Begins to listen. */
  constructor() {
    for (const [name, listener] of this.#listeners) Deno.addSignalListener(name, listener);
  }

  /** Aborted by the first one; its reason is an {@linkcode InterruptedError}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Listens no more. */
  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
