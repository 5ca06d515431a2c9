import encode from "@jsquash/png/encode.js";
import type { PixelSource } from "../records.ts";

/**
 * A PNG of some pixels.
 *
 * The encoder is squoosh's, in WebAssembly: of six that were measured, it takes half the time of
 * the next one and makes the second smallest files, and it needs no native code.
 */
export async function encodePng(source: PixelSource): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = source;
  const data = toRgba(source);
  return new Uint8Array(await encode({ data, width, height } as ImageData));
}

/** Pixels of any layout, number of channels and scale, as RGBA bytes. */
export function toRgba(
  { data, width, height, channels, layout }: PixelSource,
): Uint8ClampedArray<ArrayBuffer> {
  const pixelCount = width * height;
  const rgba = new Uint8ClampedArray(pixelCount * 4);
  const scale = scaleOf(data);
  const [pixelStride, channelStride] = layout === "hwc" ? [channels, 1] : [1, pixelCount];
  // A grey image has one channel, which is read three times.
  const green = channels === 1 ? 0 : channelStride;
  const blue = channels === 1 ? 0 : 2 * channelStride;
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const from = pixel * pixelStride;
    const to = pixel * 4;
    rgba[to] = data[from]! * scale;
    rgba[to + 1] = data[from + green]! * scale;
    rgba[to + 2] = data[from + blue]! * scale;
    rgba[to + 3] = channels === 4 ? data[from + 3 * channelStride]! * scale : 255;
  }
  return rgba;
}

/** The factor that makes a value 0 to 255: floats are 0 to 1, unless one is above that. */
function scaleOf(data: PixelSource["data"]): number {
  if (data instanceof Uint8Array) return 1;
  return data.some((value) => value > 1) ? 1 : 255;
}
