import type { OutputName } from "../../system/terminal.ts";

/** Text without an end of a line is kept up to this many characters. */
const MAX_PARTIAL_CHARS = 64 * 1024;
/** Before each line of stderr. */
export const STDERR_PREFIX = "[STDERR] ";
const PREFIXES: Readonly<Record<OutputName, string>> = { stdout: "", stderr: STDERR_PREFIX };
const HIGH_SURROGATE = /[\ud800-\udbff]$/;

/**
 * Joins what is written to stdout and stderr to the lines of one text.
 *
 * Each line is of one stream; those of stderr have a prefix. Pieces are kept until their line ends,
 * or until a carriage return, with which progress bars begin their line again, or until there is
 * too much of them. So a line may be given out in parts; if the other stream writes before its end,
 * it is ended.
 */
export class OutputLines {
  readonly #partial: Record<OutputName, string> = { stdout: "", stderr: "" };
  /** Whose line has been given out without its end. */
  #open?: OutputName | "earlier run";

  /** @param isWithinLine Whether the text ends within a line that nobody will end: of a run that was killed. */
  constructor(isWithinLine = false) {
    if (isWithinLine) this.#open = "earlier run";
  }

  /** Adds a piece, and returns what it completes. */
  push(name: OutputName, text: string): string {
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    const kept = this.#partial[name] + text.slice(0, end);
    const rest = text.slice(end);
    if (end > 0) {
      this.#partial[name] = "";
      return this.#emit(name, kept) + this.#keep(name, rest);
    }
    return this.#keep(name, rest);
  }

  /** Ends lines that have no end yet, and returns them. */
  end(): string {
    return this.#end("stdout") + this.#end("stderr");
  }

  #end(name: OutputName): string {
    return this.#partial[name] === "" && this.#open !== name ? "" : this.push(name, "\n");
  }

  #keep(name: OutputName, text: string): string {
    const partial = this.#partial[name] + text;
    const isTooLong = partial.length > MAX_PARTIAL_CHARS;
    // Half of a character must wait for its other half.
    const end = isTooLong ? partial.length - (HIGH_SURROGATE.test(partial) ? 1 : 0) : 0;
    this.#partial[name] = partial.slice(end);
    return end === 0 ? "" : this.#emit(name, partial.slice(0, end));
  }

  #emit(name: OutputName, text: string): string {
    const prefix = PREFIXES[name];
    const isEnd = text.endsWith("\n");
    const inner = isEnd ? text.slice(0, -1) : text;
    const lines = inner.replaceAll("\n", `\n${prefix}`) + (isEnd ? "\n" : "");
    const open = this.#open;
    this.#open = isEnd ? undefined : name;
    if (open === name) return lines;
    return (open === undefined ? "" : "\n") + prefix + lines;
  }
}
