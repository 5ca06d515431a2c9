/** Makes whole lines of what a stream is given in pieces. */
export class LineAssembler {
  readonly #prefix: string;
  #partial = "";

  /** @param prefix Put before each line. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Takes a piece, and gives back the lines that it completes. */
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

  /** Gives back a last line without an end, ended. */
  end(): string {
    return this.#partial === "" ? "" : this.push("\n");
  }
}
