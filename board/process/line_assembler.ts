/** Assembles whole lines from the pieces that are written to a stream. */
export class LineAssembler {
  readonly #prefix: string;
  #partial = "";

  /** @param prefix Added before each line. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Adds a piece, and returns the lines that it completes. */
  push(text: string): string {
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      this.#partial += text;
      return "";
    }
    const lines = this.#partial + text.slice(0, end);
    this.#partial = text.slice(end);
    return this.#prefix === ""
      ? lines
      : lines.replace(/^/gm, this.#prefix).slice(0, -this.#prefix.length);
  }

  /** Ends a last line that has no end, and returns it. */
  end(): string {
    return this.#partial === "" ? "" : this.push("\n");
  }
}
