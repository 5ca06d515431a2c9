/** A filter is invalid. The message says why, to the reader who typed it. */
export class FilterError extends Error {
  override readonly name = "FilterError";
}
