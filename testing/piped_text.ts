/**
 * What a process prints, for a test that waits for some of it: a pipe may cut a line anywhere, and
 * join two.
 */
export class PipedText {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  /** @param stream Its stdout or its stderr. */
  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream
      .pipeThrough<string>(new TextDecoderStream() as ReadableWritablePair)
      .getReader();
  }

  /** What it prints until something matches, and that; all that is left where nothing does. */
  async until(pattern: RegExp): Promise<{ before: string; found?: RegExpExecArray }> {
    for (;;) {
      const found = pattern.exec(this.#text);
      if (found !== null) {
        const before = this.#text.slice(0, found.index);
        this.#text = this.#text.slice(found.index + found[0].length);
        return { before, found };
      }
      const { value, done } = await this.#reader.read();
      if (done) {
        const before = this.#text;
        this.#text = "";
        return { before };
      }
      this.#text += value;
    }
  }

  /** What matches. Throws where it ends without. */
  async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    const { before, found } = await this.until(pattern);
    if (found === undefined) throw new Error(`The process ended before ${pattern}: ${before}`);
    return found;
  }

  /** The next line, without its end; `undefined` where there is none. */
  async line(): Promise<string | undefined> {
    const { before, found } = await this.until(/\n/);
    return found === undefined && before === "" ? undefined : before;
  }

  /** The first address that it prints, as a server does. The line that it is in has ended. */
  async url(): Promise<string> {
    const [, url = ""] = await this.waitFor(/(http:\S+)[^\n]*\n/);
    return url;
  }

  /** Takes no more of it. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}
