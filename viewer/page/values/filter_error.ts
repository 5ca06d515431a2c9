/** A filter is invalid. The message says why, to the reader who typed it. */
export class FilterError extends Error {
  override readonly name = "FilterError";
  /** The index of the first character that is not understood; `undefined` if it is not known. */
  readonly at?: number;

  /** An error at this index of the filter. */
  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }

  /** The message with its place, counted from 1 as people do. */
  get placed(): string {
    return this.at === undefined ? this.message : `${this.message} (character ${this.at + 1})`;
  }
}
