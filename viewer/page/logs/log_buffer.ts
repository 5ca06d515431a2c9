import { type AnsiStyle, PLAIN } from "./ansi_style.ts";
import { isStderrLine } from "./stderr_prefix.ts";
import { parseAnsi } from "./parse_ansi.ts";

/** The greatest number of lines that are kept: beyond it the oldest are dropped. */
export const MAX_LINES = 200_000;

/** The greatest number of characters that are kept. */
const MAX_CHARS = 24 * 1024 ** 2;

/** A part of a log file as lines. It grows at both ends, up to a limit. */
export class LogBuffer {
  /** The lines. The last one may be incomplete. */
  lines: string[] = [];
  /** How many of the oldest lines were dropped. */
  dropped = 0;
  /** Whether the script has written to stderr, as far as the log was read. */
  hasStderr = false;
  /** Rises with every change. */
  version = 0;
  /** The index of the line that was read first: it changes as earlier lines are added and dropped. */
  anchor = 0;
  #chars = 0;
  #open = false;
  /** The styles at the beginning of the first `#styled` lines, if they are not plain. */
  #styles = new Map<number, AnsiStyle>();
  #styled = 0;
  /** The styles at the end of these lines, by stream, if they are not plain. */
  #endStyles = new Map<string, AnsiStyle>();

  /** Adds text at the end. */
  append(text: string): void {
    if (text === "") return;
    const lines = text.split("\n");
    if (this.#open) {
      lines[0] = (this.lines.pop() ?? "") + (lines[0] ?? "");
      if (this.#styled > this.lines.length) this.#forgetStyles();
    }
    this.#open = lines.at(-1) !== "";
    if (!this.#open) lines.pop();
    for (const line of lines) this.lines.push(line);
    this.hasStderr ||= lines.some(isStderrLine);
    this.#chars += text.length;
    this.#drop();
    this.version++;
  }

  /** Adds the text before the beginning, which may end within a line. */
  prepend(text: string): void {
    if (text === "") return;
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    const [first] = this.lines;
    if (first !== undefined) this.lines[0] = last + first;
    else {
      this.#open = last !== "";
      if (this.#open) lines.push(last);
    }
    this.hasStderr ||= lines.some(isStderrLine) || isStderrLine(this.lines[0] ?? "");
    this.lines = lines.concat(this.lines);
    this.anchor += lines.length;
    this.#chars += text.length;
    this.#forgetStyles();
    this.#drop();
    this.version++;
  }

  /** Removes all lines. */
  clear(): void {
    this.lines = [];
    this.hasStderr = false;
    this.dropped = 0;
    this.anchor = 0;
    this.#chars = 0;
    this.#open = false;
    this.#forgetStyles();
    this.version++;
  }

  /** The style at the beginning of a line: the style at the end of the previous line of its stream. */
  styleAt(index: number): AnsiStyle {
    for (; this.#styled <= index; this.#styled++) {
      const line = this.lines[this.#styled];
      if (line === undefined) break;
      const stream = isStderrLine(line) ? "stderr" : "stdout";
      const start = this.#endStyles.get(stream);
      if (start !== undefined) this.#styles.set(this.#styled, start);
      // Most lines have no escape sequences, and so end in the style in which they begin.
      if (!line.includes("\u001b")) continue;
      const { end } = parseAnsi(line, start);
      if (isPlain(end)) this.#endStyles.delete(stream);
      else this.#endStyles.set(stream, end);
    }
    return this.#styles.get(index) ?? PLAIN;
  }

  #drop(): void {
    let count = Math.max(0, this.lines.length - MAX_LINES);
    for (let chars = this.#chars; chars > MAX_CHARS && count < this.lines.length - 1; count++) {
      chars -= (this.lines[count]?.length ?? 0) + 1;
    }
    if (count === 0) return;
    // Drops more than necessary, so that a log at its limit does not move all lines for each new one.
    count = Math.min(this.lines.length - 1, count + MAX_LINES / 20);
    for (const line of this.lines.splice(0, count)) this.#chars -= line.length + 1;
    this.dropped += count;
    this.anchor -= count;
    this.#forgetStyles();
  }

  #forgetStyles(): void {
    this.#styled = 0;
    this.#styles = new Map();
    this.#endStyles = new Map();
  }
}

function isPlain(style: AnsiStyle): boolean {
  return Object.values(style).every((value) => value === null || value === false);
}
