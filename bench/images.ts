import { Buffer } from "node:buffer";
import encodeSquoosh from "@jsquash/png/encode.js";
import { encode as encodeFastPng } from "fast-png";
import { Image } from "imagescript";
import { PNG } from "pngjs";
import sharp from "sharp";
import { Board } from "../mod.ts";
import { toRgba } from "../writer/media/png.ts";
import { type Figures, median } from "./table.ts";

const SIDE = 512;
const IMAGES = 100;

/** What an image costs the training thread, and how long it takes to its file. */
export async function measureImages(runs: number): Promise<Figures[]> {
  const images = Array.from({ length: IMAGES }, (_, i) => photo(i));
  const board = await measureBoard(runs, images);
  const size = `${SIDE} × ${SIDE} × 3`;
  return [
    {
      title: `One call with an image of ${size} bytes`,
      unit: "µs a call",
      rows: [
        { what: "`board.logImages()`", median: board.callUs },
        {
          what: "a copy of its bytes to memory that is there, `set()`",
          median: measureCopies(runs, images),
        },
      ],
    },
    {
      title: `Images of ${size} bytes, to PNG files`,
      unit: "ms an image",
      rows: [
        { what: "Board, first `logImages()` to end of `flush()`", median: board.imageMs },
        {
          what: "`@jsquash/png` and `writeFile()`",
          median: await measureEncoder(runs, images, async (data) => {
            const image = { data: rgbaOf(data), width: SIDE, height: SIDE };
            return new Uint8Array(await encodeSquoosh(image as ImageData));
          }),
        },
        {
          what: "`sharp` (native) and `writeFile()`",
          median: await measureEncoder(
            runs,
            images,
            (data) =>
              sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } }).png().toBuffer(),
          ),
        },
        {
          what: "`fast-png` and `writeFile()`",
          median: await measureEncoder(
            runs,
            images,
            (data) => encodeFastPng({ data, width: SIDE, height: SIDE, channels: 3 }),
          ),
        },
        {
          what: "`imagescript` and `writeFile()`",
          median: await measureEncoder(runs, images, (data) => {
            const image = new Image(SIDE, SIDE);
            image.bitmap.set(rgbaOf(data));
            return image.encode();
          }),
        },
        {
          what: "`pngjs` and `writeFile()`",
          median: await measureEncoder(runs, images, (data) => {
            const png = new PNG({ width: SIDE, height: SIDE });
            png.data = Buffer.from(rgbaOf(data).buffer);
            return PNG.sync.write(png);
          }),
        },
      ],
    },
  ];
}

async function measureBoard(runs: number, images: Uint8Array[]) {
  const callUs: number[] = [];
  const imageMs: number[] = [];
  const baseDir = Deno.makeTempDirSync();
  // One board for all runs: it uses its memory again, and a first copy to new memory is dear.
  const board = new Board({ name: "bench", baseDir, backend: "memory", captureOutput: false });
  for (let run = 0; run <= runs; run++) {
    for (const data of images) data[0] = run; // Content that is there already takes no file.
    const start = performance.now();
    callUs.push(medianUs(images, (data) => {
      board.logImages("photo", { data, width: SIDE, height: SIDE });
    }));
    await board.flush();
    imageMs.push((performance.now() - start) / images.length);
  }
  await board.finish();
  Deno.removeSync(baseDir, { recursive: true });
  return { callUs: median(callUs.slice(1)), imageMs: median(imageMs.slice(1)) };
}

function measureCopies(runs: number, images: Uint8Array[]): number {
  const places = new Map(images.map((data) => [data, data.slice()]));
  const times = Array.from(
    { length: runs + 1 },
    () => medianUs(images, (data) => places.get(data)!.set(data)),
  );
  return median(times.slice(1));
}

/** Of single calls: the system takes the processor away in the midst of some. */
function medianUs(images: Uint8Array[], work: (data: Uint8Array) => void): number {
  return median(images.map((data) => {
    const start = performance.now();
    work(data);
    return (performance.now() - start) * 1000;
  }));
}

async function measureEncoder(
  runs: number,
  images: Uint8Array[],
  encode: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const dir = Deno.makeTempDirSync();
    const start = performance.now();
    for (const [i, data] of images.entries()) {
      await Deno.writeFile(`${dir}/${i}.png`, await encode(data));
    }
    times.push((performance.now() - start) / images.length);
    Deno.removeSync(dir, { recursive: true });
  }
  return median(times.slice(1));
}

function rgbaOf(data: Uint8Array) {
  const source = { kind: "pixels", data, width: SIDE, height: SIDE } as const;
  return toRgba({ ...source, channels: 3, layout: "hwc" });
}

/** Smooth shapes with a little noise, as in a photo; none is like another. */
function photo(seed: number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const x = pixel % SIDE;
    const y = Math.floor(pixel / SIDE);
    const shape = Math.sin((x + seed) / 40) * Math.cos(y / (30 + (i % 3) * 10));
    return 128 + 100 * shape + 12 * Math.random();
  });
}
