/**
 * An animated GIF of grey frames. It is not compressed: the code table is
 * cleared before it grows, so that all codes have the same width.
 *
 * @see https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export function encodeGif(
  frames: Uint8Array[],
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [...ascii("GIF89a"), ...uint16(width), ...uint16(height), 0xf6, 0, 0];
  for (let grey = 0; grey < 128; grey++) bytes.push(2 * grey, 2 * grey, 2 * grey);
  bytes.push(0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), 3, 1, 0, 0, 0); // Repeats forever.
  for (const frame of frames) {
    bytes.push(0x21, 0xf9, 4, 0, ...uint16(10), 0, 0); // 100 ms.
    bytes.push(0x2c, 0, 0, 0, 0, ...uint16(width), ...uint16(height), 0, 7);
    const codes: number[] = [];
    frame.forEach((grey, i) => {
      if (i % 100 === 0) codes.push(128);
      codes.push(grey >> 1);
    });
    codes.push(129);
    for (let i = 0; i < codes.length; i += 255) {
      const block = codes.slice(i, i + 255);
      bytes.push(block.length, ...block);
    }
    bytes.push(0);
  }
  return Uint8Array.of(...bytes, 0x3b);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function uint16(value: number): number[] {
  return [value & 0xff, value >> 8];
}
