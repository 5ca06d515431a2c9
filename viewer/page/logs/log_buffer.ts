import { type AnsiStyle, parseAnsi, PLAIN } from "./ansi.ts";

/** More lines than this are not kept: the oldest go. */
export const MAX_LINES = 200_000;

/** More letters than this are not kept either. */
const MAX_CHARS = 24 * 1024 ** 2;

/** How the lines that a script wrote to stderr begin. */
export const STDERR_PREFIX = "[STDERR] ";

/** A part of a log as lines. It grows at both ends, up to a limit. */
export class LogBuffer {
  /** The lines. The last may be unfinished. */
  lines: string[] = [];
  /** How many lines were left out since there were too many. */
  dropped = 0;
  /** Counts changes. */
  version = 0;
  /** The place now of the line that was read first: it moves as earlier ones come and go. */
  anchor = 0;
  #chars = 0;
  #open = false;
  /** The looks that lines begin with, of those that do not begin plain, as far as it is known. */
  #styles = new Map<number, AnsiStyle>();
  #styled = 0;
  #running = new Map<string, AnsiStyle>();

  /** Adds text at the end. */
  append(text: string): void {
    if (text === "") return;
    const lines = text.split("\n");
    if (this.#open) {
      lines[0] = this.lines.pop()! + lines[0];
      if (this.#styled > this.lines.length) this.#forgetStyles();
    }
    this.#open = lines.at(-1) !== "";
    if (!this.#open) lines.pop();
    for (const line of lines) this.lines.push(line);
    this.#chars += text.length;
    this.#drop();
    this.version++;
  }

  /** Adds text before the beginning, as far as there is room. It ends where the buffer begins. */
  prepend(text: string): void {
    if (text === "") return;
    const lines = text.split("\n");
    const last = lines.pop()!;
    if (this.lines.length > 0) this.lines[0] = last + this.lines[0];
    else {
      this.#open = last !== "";
      if (this.#open) lines.push(last);
    }
    this.lines = lines.concat(this.lines);
    this.anchor += lines.length;
    this.#chars += text.length;
    this.#forgetStyles();
    this.#drop();
    this.version++;
  }

  /** Forgets all. */
  clear(): void {
    this.lines = [];
    this.dropped = 0;
    this.anchor = 0;
    this.#chars = 0;
    this.#open = false;
    this.#forgetStyles();
    this.version++;
  }

  /** The look with which a line begins: that with which the one before it, of its stream, ended. */
  styleAt(index: number): AnsiStyle {
    for (; this.#styled <= index; this.#styled++) {
      const line = this.lines[this.#styled];
      const stream = line.startsWith(STDERR_PREFIX) ? "stderr" : "stdout";
      const start = this.#running.get(stream);
      if (start !== undefined) this.#styles.set(this.#styled, start);
      // Nearly all lines have no escape sequence, and so end as they begin.
      if (!line.includes("\u001b")) continue;
      const { end } = parseAnsi(line, start);
      if (isPlain(end)) this.#running.delete(stream);
      else this.#running.set(stream, end);
    }
    return this.#styles.get(index) ?? PLAIN;
  }

  #drop(): void {
    let count = Math.max(0, this.lines.length - MAX_LINES);
    for (let chars = this.#chars; chars > MAX_CHARS && count < this.lines.length - 1; count++) {
      chars -= this.lines[count].length + 1;
    }
    if (count === 0) return;
    // Some more at once, so that a log at its limit does not pay this for each line.
    count = Math.min(this.lines.length - 1, count + MAX_LINES / 20);
    for (const line of this.lines.splice(0, count)) this.#chars -= line.length + 1;
    this.dropped += count;
    this.anchor -= count;
    this.#forgetStyles();
  }

  #forgetStyles(): void {
    this.#styled = 0;
    this.#styles = new Map();
    this.#running = new Map();
  }
}

function isPlain(style: AnsiStyle): boolean {
  return Object.values(style).every((value) => value === null || value === false);
}
