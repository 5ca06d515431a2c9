import type { PixelSource } from "../records.ts";
import { encodePng as encode, type PngPixels } from "./encode_png.ts";

/** Of more pixels, the rows of an image and its file need gigabytes. */
const MAX_PIXELS = 2 ** 28;

/** An image is too large for the encoder. */
export class EncodingError extends Error {
  override name = "EncodingError";
}

/**
 * A PNG of some pixels.
 *
 * @throws {EncodingError} Where the image is too large.
 */
export function encodePng(source: PixelSource): Uint8Array<ArrayBuffer> {
  const { width, height } = source;
  if (width * height > MAX_PIXELS) throw tooLarge(source, `more than ${MAX_PIXELS} pixels`);
  try {
    return encode(toBytes(source));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // Memory is short.
    throw tooLarge(source, error.message);
  }
}

function tooLarge({ width, height }: PixelSource, reason: string): EncodingError {
  return new EncodingError(
    `An image of ${width} × ${height} pixels is too large to be encoded as PNG (${reason})`,
  );
}

/** Floats are 0 to 255 where one is above it: interpolation takes those of 0 to 1 a little beyond 1. */
const MAX_UNIT = 2;
/** Values that are beyond the range by less than this part of it look the same. */
const TOLERANCE = 1 / 512;

/** Pixels of any layout and scale as bytes, with the channels they have. Values beyond the range are clipped. */
function toBytes(source: PixelSource): PngPixels {
  const { data, width, height, channels, layout, valueRange } = source;
  const isBytes = data instanceof Uint8Array && valueRange === undefined;
  const isInOrder = layout === "hwc" || channels === 1;
  if (isBytes && isInOrder) return { data, width, height, channels };
  const pixelCount = width * height;
  const bytes = new Uint8ClampedArray(pixelCount * channels);
  const [low, high] = rangeOf(source);
  const scale = 255 / (high - low);
  const [pixelStride, channelStride] = isInOrder ? [channels, 1] : [1, pixelCount];
  for (let channel = 0; channel < channels; channel++) {
    let from = channel * channelStride;
    for (let to = channel; to < bytes.length; to += channels) {
      bytes[to] = (data[from]! - low) * scale;
      from += pixelStride;
    }
  }
  return { data: bytes, width, height, channels };
}

/** As a PNG shows them: RGBA bytes. Values beyond the range are clipped. */
export function toRgba(source: PixelSource): Uint8ClampedArray<ArrayBuffer> {
  const { data, width, height, channels } = toBytes(source);
  const rgba = new Uint8ClampedArray(width * height * 4);
  // A grey image has one channel, which is read three times.
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + green]!;
    rgba[to + 2] = data[from + blue]!;
    rgba[to + 3] = channels === 4 ? data[from + 3]! : 255;
  }
  return rgba;
}

/** Whether values of an image are so far beyond its range that clipping changes how it looks. */
export function isClipped(source: PixelSource): boolean {
  const { data, valueRange } = source;
  if (data instanceof Uint8Array && valueRange === undefined) return false;
  const [low, high] = rangeOf(source);
  const margin = (high - low) * TOLERANCE;
  for (const value of data) {
    if (!(value >= low - margin && value <= high + margin)) return true; // NaN, too.
  }
  return false;
}

/** The values that become 0 and 255: floats are 0 to 1, unless a finite one is far above that. */
function rangeOf({ data, valueRange }: PixelSource): readonly [number, number] {
  if (valueRange !== undefined) return valueRange;
  const isUnit = data instanceof Float32Array &&
    !data.some((value) => value > MAX_UNIT && value < Infinity);
  return isUnit ? [0, 1] : [0, 255];
}
