import type { CallSpan } from "./call_span.ts";
import { describeCause, type EndCause } from "./end_cause.ts";
import type { EndedBoard } from "./ended_board.ts";
import { captureAfterEnd, type OutputSink, releaseOutput } from "./output_capture.ts";
import { STDERR_PREFIX } from "./output_lines.ts";
import type { RecentEnd } from "./recent_ends.ts";

/** So much of what is printed meanwhile is kept. */
const MAX_CHARS = 64 * 1024;

/** A board that was finished in this turn of the event loop, and what its script has printed since. */
export class RecentBoard implements RecentEnd, OutputSink {
  readonly #ended: EndedBoard;
  readonly #span?: CallSpan;
  #printed = "";

  /**
   * @param ended The board.
   * @param span Where it was created and finished; without it, any error that ends the script counts.
   * @param capturesOutput Whether it has copied what the script prints.
   */
  constructor(ended: EndedBoard, span: CallSpan | undefined, capturesOutput: boolean) {
    this.#ended = ended;
    this.#span = span;
    if (capturesOutput) captureAfterEnd(this);
  }

  /** Called with a copy of what the script prints. */
  takeOutput(lines: string): void {
    this.#printed = (this.#printed + lines).slice(0, MAX_CHARS);
  }

  /** Called when the script ends by an error, or with an exit code. */
  amend(cause: EndCause): void {
    releaseOutput(this);
    const passed = "error" in cause ? cause : cause.handled;
    const verdict = passed === undefined
      ? this.#span?.judgeTrace(this.#printed)
      : this.#span?.judge(passed.error);
    if (verdict === "outside") return;
    const output = this.#printed;
    if ("exitCode" in cause && cause.isInterrupted) {
      return this.#ended.amend({ status: "interrupted", output });
    }
    const printed = output.includes(STDERR_PREFIX)
      ? output.slice(output.indexOf(STDERR_PREFIX))
      : "";
    this.#ended.amend({ status: "crashed", error: describeCause(cause, printed), output });
  }

  /** Whether the script has printed an error that came from between the board's creation and its end. */
  get hasPrintedError(): boolean {
    return this.#span?.judgeTrace(this.#printed) === "inside";
  }

  /** Its turn is over: what is printed from now on is not of it. */
  endTurn(): void {
    releaseOutput(this);
  }

  /** Nothing of it will be changed any more. */
  keep(): void {
    releaseOutput(this);
  }
}
