import { consoleColumns } from "../../system/deno.ts";
import { steersTerminal } from "../../system/terminal.ts";
import { startInterval, type Timer } from "../../system/timer.ts";
import { writeOutput } from "../../system/write_output.ts";
import { terminalText } from "../text/terminal_text.ts";
import { truncate } from "../text/truncate.ts";

/** Work that is done sooner shows no progress. */
const SHOW_AFTER_MS = 400;
const REDRAW_MS = 100;
const BAR_WIDTH = 24;
const SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const DEFAULT_COLUMNS = 80;

/**
 * A progress line on stderr, which is removed when the work is done. It appears
 * only on a terminal, and only if the work takes longer than a moment.
 */
export class Progress implements Disposable {
  readonly #label: string;
  readonly #start = performance.now();
  readonly #timer?: Timer;
  #done = 0;
  #total = 0;
  #detail = "";
  #redraws = 0;
  #isShown = false;

  /** Starts the clock. @param label What is being done, such as `Exporting`. */
  constructor(label: string) {
    this.#label = label;
    if (!steersTerminal("stderr")) return;
    this.#timer = startInterval(() => this.#redraw(), REDRAW_MS);
  }

  /** Updates the line. @param total Draws a bar, unless it is 0: not known. */
  update(done: number, total: number, detail = ""): void {
    this.#done = done;
    this.#total = total;
    this.#detail = detail;
  }

  /** Removes the line. Safe to call twice. */
  [Symbol.dispose](): void {
    this.#timer?.stop();
    if (this.#isShown) this.#write("\r\x1b[K");
    this.#isShown = false;
  }

  #redraw(): void {
    const elapsedMs = performance.now() - this.#start;
    if (elapsedMs < SHOW_AFTER_MS) return;
    const spinner = SPINNER.charAt(this.#redraws++ % SPINNER.length);
    const seconds = `${Math.floor(elapsedMs / 1000)} s`;
    const words = [spinner, this.#label, this.#bar(), this.#detail, seconds];
    const line = terminalText(words.filter((word) => word !== "").join(" "));
    this.#write(`\r${truncate(line, (consoleColumns() || DEFAULT_COLUMNS) - 1)}\x1b[K`);
    this.#isShown = true;
  }

  #bar(): string {
    if (this.#total === 0) return "";
    const share = Math.min(1, this.#done / this.#total);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    return `${bar} ${Math.floor(share * 100)} %`;
  }

  #write(text: string): void {
    try {
      writeOutput("stderr", text);
    } catch {
      // Progress that nobody sees must not stop the work.
    }
  }
}
