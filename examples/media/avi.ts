/**
 * A video of grey frames as an AVI file. Without compression it is nothing but
 * headers and pixels, and needs no library.
 *
 * @see https://learn.microsoft.com/windows/win32/directshow/avi-riff-file-reference
 */
export function encodeAvi(
  frames: Uint8Array[],
  width: number,
  height: number,
  framesPerSecond: number,
): Uint8Array<ArrayBuffer> {
  const images = frames.map((frame) => toBitmap(frame, width, height));
  const size = images.at(0)?.length ?? 0;
  const main = uint32(
    1e6 / framesPerSecond,
    size * framesPerSecond,
    0,
    0x10,
    frames.length,
    0,
    1,
    size,
    width,
    height,
    0,
    0,
    0,
    0,
  );
  const stream = [
    ...ascii("vidsDIB "),
    ...uint32(0, 0, 0, 1, framesPerSecond, 0, frames.length, size, 0xffffffff, 0),
    ...uint32(0, width | height << 16),
  ];
  const format = uint32(40, width, height, 1 | 24 << 16, 0, size, 0, 0, 0, 0);
  const headers = list("hdrl", [
    ...chunk("avih", main),
    ...list("strl", [...chunk("strh", stream), ...chunk("strf", format)]),
  ]);
  const movie = list("movi", images.flatMap((image) => chunk("00db", image)));
  const index = images.flatMap((_, i) => [
    ...ascii("00db"),
    ...uint32(0x10, 4 + i * (size + 8), size),
  ]);
  const content = [...ascii("AVI "), ...headers, ...movie, ...chunk("idx1", index)];
  return Uint8Array.from(chunk("RIFF", content));
}

/** Pixels as blue, green, red; the lowest row first; each row padded to whole words. */
function toBitmap(frame: Uint8Array, width: number, height: number): number[] {
  const rowBytes = Math.ceil(width * 3 / 4) * 4;
  const bitmap = new Array<number>(rowBytes * height).fill(0);
  frame.forEach((grey, i) => {
    const at = (height - 1 - Math.floor(i / width)) * rowBytes + (i % width) * 3;
    bitmap[at] = bitmap[at + 1] = bitmap[at + 2] = grey;
  });
  return bitmap;
}

function chunk(id: string, content: number[]): number[] {
  return [...ascii(id), ...uint32(content.length), ...content];
}

function list(id: string, content: number[]): number[] {
  return chunk("LIST", [...ascii(id), ...content]);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function uint32(...values: number[]): number[] {
  return [...new Uint8Array(Uint32Array.from(values).buffer)];
}
