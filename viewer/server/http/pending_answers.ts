import { sleep } from "../../../system/sleep.ts";
import { quietAbortWarning } from "./quiet_abort_warning.ts";

/** The answers that are under way, for which Deno's warning of aborted requests is suppressed. */
export class PendingAnswers {
  readonly #answers = new Set<Promise<Response>>();
  readonly #restoreWarning = quietAbortWarning();

  /** Adds an answer, and returns it. */
  add(answer: Promise<Response>): Promise<Response> {
    this.#answers.add(answer);
    const forget = () => void this.#answers.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  /** Restores the warning, once no answer is under way: Deno warns only when one has come. */
  close(): void {
    if (this.#answers.size === 0) this.#restoreWarning();
    else Promise.allSettled(this.#answers).then(() => sleep(0)).then(this.#restoreWarning);
  }
}
