/**
 * Numbers as bytes: the length of a header (32 bits, little-endian), the header as JSON, padded with
 * spaces so that the numbers begin at a multiple of 8, then all numbers as 64-bit floats,
 * little-endian. A frame's length is a multiple of 8, so frames follow each other directly.
 *
 * @module
 */

/** Writes a frame. The header says how long the arrays are. */
export function writeNumberFrame(
  header: unknown,
  arrays: readonly Float64Array[],
): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const numbersAt = Math.ceil((4 + json.length) / 8) * 8;
  const total = arrays.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(numbersAt + 8 * total).fill(0x20, 4, numbersAt);
  new DataView(bytes.buffer).setUint32(0, numbersAt - 4, true);
  bytes.set(json, 4);
  let at = numbersAt;
  for (const array of arrays) {
    new Float64Array(bytes.buffer, at, array.length).set(array);
    at += 8 * array.length;
  }
  return bytes;
}

/**
 * Reads frames that follow each other. The arrays are views of `buffer`.
 *
 * @param toItem Receives a header, and a function that takes the next numbers.
 * @throws {RangeError | SyntaxError} If the frames were cut off.
 */
export function readNumberFrames<Header, Item>(
  buffer: ArrayBuffer,
  toItem: (header: Header, take: (count: number) => Float64Array) => Item,
): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < buffer.byteLength;) {
    const headerLength = new DataView(buffer).getUint32(at, true);
    const json = new TextDecoder().decode(new Uint8Array(buffer, at + 4, headerLength));
    at += 4 + headerLength;
    items.push(toItem(JSON.parse(json), (count) => {
      const array = new Float64Array(buffer, at, count);
      at += 8 * count;
      return array;
    }));
  }
  return items;
}
