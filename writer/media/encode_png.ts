/**
 * Encodes bytes as PNG: each row less what is beside or above it, whichever leaves the least, and
 * then deflate of `node:zlib`, which is native code.
 *
 * Of six libraries that were measured, the fastest one, squoosh's in WebAssembly, makes files twice
 * as large as other trackers' do, and has no option for it; those with small files take three to
 * six times as long. This takes about as long as squoosh's, for which pixels were made RGBA first:
 * - Only the filters `None`, `Sub` and `Up` are tried, on each seventh byte of a row. `Average` and
 *   `Paeth` take four times as long, and most files are not smaller for them.
 * - Noise has no repetitions: to look for them takes half of the time, and gains nothing. Whether an
 *   image has some, parts of it tell.
 *
 * @module
 */
import { constants, crc32, deflateSync } from "node:zlib";
import { joinBytes } from "../../format/join_bytes.ts";

/** Bytes of an image, row by row from the top, the channels of a pixel together. */
export interface PngPixels {
  data: Uint8Array | Uint8ClampedArray;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** 1 grey, 3 RGB, 4 RGBA. */
  channels: 1 | 3 | 4;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOR_TYPES = { 1: 0, 3: 2, 4: 6 };
const FILTER = { none: 0, sub: 1, up: 2 };
/** A filter is chosen by each seventh byte of a row: seven shares no factor with 3 and 4 channels. */
const FILTER_STEP = 7;

const REPETITIONS = { level: 3 };
const NO_REPETITIONS = { level: 6, strategy: constants.Z_RLE };
/** What is smaller is searched for repetitions without further ado. */
const SMALL_BYTES = 16_384;
const SAMPLES = 4;
const SAMPLE_BYTES = 4096;
/** Repetitions must save so much of a sample to be worth their time. */
const WORTH = 0.97;

/** The bytes of a PNG file. @throws {RangeError} Where the memory for it is not there. */
export function encodePng(pixels: PngPixels): Uint8Array<ArrayBuffer> {
  const { width, height, channels } = pixels;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOR_TYPES[channels]], 8); // Eight bits per channel.
  const filtered = filterRows(pixels);
  const packed = deflateSync(filtered, hasRepetitions(filtered) ? REPETITIONS : NO_REPETITIONS);
  const end = new Uint8Array(0);
  return joinBytes(SIGNATURE, chunk("IHDR", header), chunk("IDAT", packed), chunk("IEND", end));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  new TextEncoder().encodeInto(type, bytes.subarray(4));
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** The rows, each behind the number of its filter. */
function filterRows({ data, width, height, channels }: PngPixels): Uint8Array {
  const rowBytes = width * channels;
  const filtered = new Uint8Array(height * (rowBytes + 1));
  let at = 0;
  for (let start = 0; start < height * rowBytes; start += rowBytes) {
    const end = start + rowBytes;
    const filter = chooseFilter(data, start, end, channels);
    filtered[at++] = filter;
    if (filter === FILTER.none) filtered.set(data.subarray(start, end), at);
    else {
      // What a byte is compared with is so far before it; the first pixel has none beside it.
      const distance = filter === FILTER.sub ? channels : rowBytes;
      const first = filter === FILTER.sub ? start + channels : start;
      for (let i = start; i < first; i++) filtered[at + i - start] = data[i]!;
      for (let i = first; i < end; i++) filtered[at + i - start] = data[i]! - data[i - distance]!;
    }
    at += rowBytes;
  }
  return filtered;
}

/** The filter that leaves the smallest values of a row, those above 127 taken for negative ones. */
function chooseFilter(
  data: Uint8Array | Uint8ClampedArray,
  start: number,
  end: number,
  channels: number,
): number {
  const rowBytes = end - start;
  const hasRowAbove = start > 0;
  let [none, sub, up] = [0, 0, 0];
  for (let i = start + channels; i < end; i += FILTER_STEP) {
    const value = data[i]!;
    none += value < 128 ? value : 256 - value;
    sub += Math.abs(value - data[i - channels]!);
    if (hasRowAbove) up += Math.abs(value - data[i - rowBytes]!);
  }
  if (hasRowAbove && up <= none && up <= sub) return FILTER.up;
  return sub < none ? FILTER.sub : FILTER.none;
}

function hasRepetitions(bytes: Uint8Array): boolean {
  if (bytes.length <= SMALL_BYTES) return true;
  const samples = new Uint8Array(SAMPLES * SAMPLE_BYTES);
  for (let i = 0; i < SAMPLES; i++) {
    const at = Math.floor((bytes.length - SAMPLE_BYTES) * i / (SAMPLES - 1));
    samples.set(bytes.subarray(at, at + SAMPLE_BYTES), i * SAMPLE_BYTES);
  }
  const found = deflateSync(samples, REPETITIONS).length;
  return found < WORTH * deflateSync(samples, NO_REPETITIONS).length;
}
