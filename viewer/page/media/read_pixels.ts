/** Images of more pixels are not compared one by one: of two they would take 128 MiB. */
const MAX_PIXELS = 16 * 1024 ** 2;

/** The pixels of two images, the second drawn in the size of the first. */
export interface PixelPair {
  width: number;
  height: number;
  first: Uint8ClampedArray;
  second: Uint8ClampedArray;
  /** The size of the second as it is, where that is another one. */
  otherSize?: { width: number; height: number };
}

/** Reads the pixels of two images. @throws {Error} In words for the reader of the page. */
export async function readPixels(firstUrl: string, secondUrl: string): Promise<PixelPair> {
  const [a, b] = await Promise.all([load(firstUrl), load(secondUrl)]);
  const [width, height] = [a.naturalWidth, a.naturalHeight];
  if (width * height > MAX_PIXELS) {
    throw new Error(
      `Images of more than ${MAX_PIXELS} pixels are not compared; this one has ${width}×${height}`,
    );
  }
  const isSame = b.naturalWidth === width && b.naturalHeight === height;
  return {
    width,
    height,
    first: draw(a, width, height),
    second: draw(b, width, height),
    ...(isSame ? {} : { otherSize: { width: b.naturalWidth, height: b.naturalHeight } }),
  };
}

async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    throw new Error("One of the two files is not a readable image");
  }
  return image;
}

function draw(image: HTMLImageElement, width: number, height: number): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser cannot draw the images");
  context.drawImage(image, 0, 0, width, height);
  try {
    return context.getImageData(0, 0, width, height).data;
  } catch {
    // A shared page that was opened as a file.
    throw new Error("This browser does not let a page that is a file compare images");
  }
}
