import { cut, terminalText } from "../text/terminal_text.ts";

/** What is quick needs no bar. */
const SHOW_AFTER_MS = 400;
const REDRAW_MS = 100;
const BAR = 24;
const SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const encoder = new TextEncoder();

/**
 * A line on stderr that tells how long work goes on, gone when it is done.
 * Only on a terminal, and only after a moment.
 */
export class Progress implements Disposable {
  readonly #label: string;
  readonly #start = performance.now();
  readonly #timer?: ReturnType<typeof setInterval>;
  #done = 0;
  #total = 0;
  #detail = "";
  #ticks = 0;
  #drawn = false;

  /** Begins. @param label What is done, such as `Exporting`. */
  constructor(label: string) {
    this.#label = label;
    if (!Deno.stderr.isTerminal()) return;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    Deno.unrefTimer(this.#timer);
  }

  /** So much is done of `total`, which draws a bar; 0 where it is not known. */
  update(done: number, total: number, detail = ""): void {
    this.#done = done;
    this.#total = total;
    this.#detail = detail;
  }

  /** Removes the line. Safe to call twice. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#drawn) this.#write("\r\x1b[K");
    this.#drawn = false;
  }

  #draw(): void {
    const ms = performance.now() - this.#start;
    if (ms < SHOW_AFTER_MS) return;
    const sign = SPINNER[this.#ticks++ % SPINNER.length];
    const seconds = `${Math.floor(ms / 1000)} s`;
    const parts = [sign, this.#label, this.#bar(), this.#detail, seconds];
    const line = cut(terminalText(parts.filter((part) => part !== "").join(" ")), width() - 1);
    this.#write(`\r${line}\x1b[K`);
    this.#drawn = true;
  }

  #bar(): string {
    if (this.#total === 0) return "";
    const share = Math.min(1, this.#done / this.#total);
    const full = Math.round(share * BAR);
    return `${"█".repeat(full)}${"░".repeat(BAR - full)} ${Math.floor(share * 100)} %`;
  }

  #write(text: string): void {
    try {
      Deno.stderr.writeSync(encoder.encode(text));
    } catch {
      // Nobody looks.
    }
  }
}

function width(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
