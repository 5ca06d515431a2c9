/** How two images of one size differ. */
export interface ImageDifference {
  /** How much each pixel differs, per channel, as opaque pixels. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** How many pixels differ. */
  differingCount: number;
  /** How many pixels there are. */
  pixelCount: number;
  /** The greatest difference of a channel, 0 to 255. */
  greatest: number;
  /** The mean difference of all colour channels, 0 to 255. */
  mean: number;
}

/**
 * Compares two images of one size, pixel by pixel, as the canvas has them: four bytes per pixel.
 * A different opacity differs in all colours.
 */
export function imageDifference(
  first: Uint8ClampedArray,
  second: Uint8ClampedArray,
): ImageDifference {
  const pixels = new Uint8ClampedArray(first.length);
  let [differingCount, greatest, sum] = [0, 0, 0];
  for (let i = 0; i < first.length; i += 4) {
    const opacity = Math.abs((first[i + 3] ?? 0) - (second[i + 3] ?? 0));
    let most = 0;
    for (let j = i; j < i + 3; j++) {
      const difference = Math.max(opacity, Math.abs((first[j] ?? 0) - (second[j] ?? 0)));
      pixels[j] = difference;
      sum += difference;
      if (difference > most) most = difference;
    }
    pixels[i + 3] = 255;
    if (most > 0) differingCount++;
    if (most > greatest) greatest = most;
  }
  const pixelCount = first.length / 4;
  return { pixels, differingCount, pixelCount, greatest, mean: sum / Math.max(1, 3 * pixelCount) };
}
