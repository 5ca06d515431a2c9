import { joinBytes } from "../../../format/join_bytes.ts";

/**
 * The lines of a stream, without their line breaks.
 *
 * @param maxLength The longest line, in bytes.
 * @throws {RangeError} For a longer one.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array) => {
    parts.push(part);
    length += part.length;
    if (length > maxLength) throw new RangeError(`A line is longer than ${maxLength} bytes`);
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      yield new TextDecoder().decode(joinBytes(...parts));
      parts = [];
      length = 0;
    }
    add(chunk.subarray(from));
  }
}
