import { importLate } from "../import_late.ts";
import type { PixelSource } from "../records.ts";

const ENCODER = new URL("./encode_png.ts", import.meta.url);

interface Encoder {
  encode(image: ImageData): Promise<ArrayBuffer>;
}

/** The encoder's memory has room for so many pixels, and for a PNG as large as they are. */
const MAX_PIXELS = 2 ** 28;

/** An image is too large for the encoder. */
export class EncodingError extends Error {
  override name = "EncodingError";
}

/**
 * A PNG of some pixels.
 *
 * The encoder is squoosh's, in WebAssembly: of six that were measured, it takes half the time of
 * the next one and makes the second smallest files, and it needs no native code.
 *
 * @throws {EncodingError} Where the image is too large.
 */
export async function encodePng(source: PixelSource): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = source;
  if (width * height > MAX_PIXELS) throw tooLarge(source, `more than ${MAX_PIXELS} pixels`);
  const { encode } = await importLate<Encoder>("the PNG encoder", ENCODER);
  try {
    const data = toRgba(source);
    return new Uint8Array(await encode({ data, width, height } as ImageData));
  } catch (error) {
    // Memory is short: of WebAssembly, which traps, or of JavaScript.
    if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
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

/** Pixels of any layout, number of channels and scale, as RGBA bytes. Values beyond the range are clipped. */
export function toRgba(source: PixelSource): Uint8ClampedArray<ArrayBuffer> {
  const { data, width, height, channels, layout } = source;
  const pixelCount = width * height;
  const rgba = new Uint8ClampedArray(pixelCount * 4);
  const [low, high] = rangeOf(source);
  const scale = 255 / (high - low);
  const [pixelStride, channelStride] = layout === "hwc" ? [channels, 1] : [1, pixelCount];
  // A grey image has one channel, which is read three times.
  const green = channels === 1 ? 0 : channelStride;
  const blue = channels === 1 ? 0 : 2 * channelStride;
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const from = pixel * pixelStride;
    const to = pixel * 4;
    rgba[to] = (data[from]! - low) * scale;
    rgba[to + 1] = (data[from + green]! - low) * scale;
    rgba[to + 2] = (data[from + blue]! - low) * scale;
    rgba[to + 3] = channels === 4 ? (data[from + 3 * channelStride]! - low) * scale : 255;
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

/** The values that become 0 and 255: floats are 0 to 1, unless one is far above that. */
function rangeOf({ data, valueRange }: PixelSource): readonly [number, number] {
  if (valueRange !== undefined) return valueRange;
  const isUnit = data instanceof Float32Array && !data.some((value) => value > MAX_UNIT);
  return isUnit ? [0, 1] : [0, 255];
}
