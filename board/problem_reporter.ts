import { escapeSteering } from "../format/steering.ts";

/** Prints problems of a board to stderr, each of them once. The board may have come from a stranger. */
export class ProblemReporter {
  readonly #reported = new Set<string>();

  /** Prints a message, unless it was printed before. */
  report(message: string): void {
    if (this.#reported.has(message)) return;
    this.#reported.add(message);
    console.error(`kohakuboard: ${escapeSteering(message)}`);
  }
}
