import type { CallBuffers } from "../memory/call_buffers.ts";
import { checkOptions } from "../checks/check_options.ts";
import { formatValue, quote } from "../checks/format_value.ts";
import { wrapError } from "../checks/wrap_error.ts";
import { type Encoded, isEncoded, toEncodedSource } from "./encoded.ts";
import {
  copyPixels,
  copyTensor,
  type ImageTensor,
  isImageTensor,
  isPixels,
  type Pixels,
} from "./pixels.ts";
import { copySamples, isSamples, type Samples } from "./samples.ts";
import { canBe, type MediaFormat, type MediaType } from "../../format/media_formats.ts";
import type { MediaSource } from "../../writer/records.ts";

/** The data of an image, a video or audio, in any of the accepted forms. */
export type MediaData = Pixels | ImageTensor | Samples | Encoded;

/** Options of a {@linkcode Media}. */
export interface MediaOptions {
  /** Its caption. Default: none. */
  readonly caption?: string | null;
  /** Whether it is an image, a video or audio. Default: as its content shows. */
  readonly type?: MediaType;
  /**
   * The values of pixels that are black and white, as `[-1, 1]`; what is beyond is clipped. Only for
   * pixels and tensors. Default: as {@linkcode Pixels} says.
   */
  readonly valueRange?: readonly [low: number, high: number];
}

/** The type of a medium, and where its content comes from. */
export interface Medium {
  type: MediaType;
  source: MediaSource;
}

const TYPES: readonly unknown[] = ["image", "video", "audio"];
const ARTICLES = { image: "an image", video: "a video", audio: "audio" };

/**
 * An image, a video or audio, to be logged among other values or in a table.
 *
 * Arrays of pixels become PNG files, samples become WAV files; encoded files and
 * their bytes are stored unchanged. The data is read and checked by the log
 * call. It must not change until then.
 *
 * @example
 * ```ts
 * import { Board, Media } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const board = new Board({ name: "media", baseDir: Deno.makeTempDirSync(), backend: "memory" });
 * const data = new Float32Array(28 * 28); // Grey, 0 to 1.
 * const input = new Media({ data, width: 28, height: 28 }, { caption: "the first digit" });
 * board.log({ loss: 0.5, input });
 * await board.finish();
 * assertEquals(input.caption, "the first digit");
 * assertEquals(board.currentStep, 0);
 * ```
 */
export class Media {
  /** Its caption. */
  readonly caption: string | null;
  /** The type in the options. */
  readonly type?: MediaType;
  /** The value range in the options. */
  readonly valueRange?: readonly [low: number, high: number];
  /** The data, as it was given. */
  readonly data: MediaData;

  /**
   * Makes a medium. The data is not checked before it is logged.
   *
   * @param data Pixels, a tensor, samples, a file's bytes, a `Blob`, a path or a file URL.
   * @param options See {@linkcode MediaOptions}.
   * @throws {TypeError} For options of the wrong type.
   */
  constructor(data: MediaData, options: MediaOptions = {}) {
    try {
      checkOptions(options, ["caption", "type", "valueRange"]);
    } catch (error) {
      throw wrapError("Cannot make a medium", error);
    }
    const { caption = null, type, valueRange } = options;
    if (caption !== null && typeof caption !== "string") {
      throw new TypeError(
        `Cannot make a medium: expected the caption to be a string, received ${
          formatValue(caption)
        }`,
      );
    }
    if (type !== undefined && !TYPES.includes(type)) {
      throw new TypeError(
        `Cannot make a medium: expected the type to be "image", "video" or "audio", ` +
          `received ${formatValue(type)}`,
      );
    }
    if (valueRange !== undefined && !isRange(valueRange)) {
      throw new TypeError(
        `Cannot make a medium: expected the valueRange to be two rising numbers, as [-1, 1], ` +
          `received ${formatRange(valueRange)}`,
      );
    }
    this.data = data;
    this.caption = caption;
    this.type = type;
    this.valueRange = valueRange;
  }
}

/**
 * Finds out the type of a medium, and copies its content or refers to it.
 *
 * @throws {TypeError | RangeError} For data that is not a medium, or not of the type.
 */
export function toMedium(media: Media, buffers: CallBuffers): Medium {
  const { data, type, valueRange } = media;
  const found = isEncoded(data)
    ? toEncodedSource(data, buffers)
    : fromArrays(data, valueRange, buffers);
  if (valueRange !== undefined && found.source.kind !== "pixels") {
    throw new TypeError(`expected a valueRange only with pixels, received ${formatValue(data)}`);
  }
  const expected = type ?? found.type;
  if (expected === undefined) {
    throw new TypeError(
      `expected the option type, or a blob with a media type, received ${formatValue(data)} ` +
        `without`,
    );
  }
  if (found.type !== undefined && !isOfType(found.type, found.format, expected)) {
    const format = found.format === undefined ? "" : ` (${found.format.format})`;
    throw new TypeError(
      `expected ${ARTICLES[expected]}, received ${ARTICLES[found.type]}${format}`,
    );
  }
  return { type: expected, source: found.source };
}

function isOfType(
  type: MediaType,
  format: MediaFormat | undefined,
  expected: MediaType,
): boolean {
  return format === undefined ? type === expected : canBe(format, expected);
}

function formatRange(range: unknown): string {
  if (!Array.isArray(range) || range.length > 3) return formatValue(range);
  return `[${range.map(formatValue).join(", ")}]`;
}

function isRange(range: unknown): boolean {
  return Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) &&
    range[0] < range[1];
}

function fromArrays(
  data: unknown,
  valueRange: Media["valueRange"],
  buffers: CallBuffers,
): Medium & { format?: undefined } {
  if (typeof data === "object" && data !== null) {
    if (isPixels(data)) return { type: "image", source: copyPixels(data, buffers, valueRange) };
    if (isImageTensor(data)) {
      return { type: "image", source: copyTensor(data, buffers, valueRange) };
    }
    if (isSamples(data)) return { type: "audio", source: copySamples(data, buffers) };
  }
  throw new TypeError(
    `expected an image, a video or audio (pixels with width and height, a tensor with a shape, ` +
      `samples with a sampleRate, a file's bytes, a Blob, a path or a file URL), ` +
      `received ${formatValue(data)}${keysOf(data)}`,
  );
}

/** The first keys of an object, of which one may be misspelt. */
function keysOf(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  if (Array.isArray(data) || ArrayBuffer.isView(data)) return "";
  const keys = Object.keys(data).slice(0, 8).map(quote);
  return keys.length === 0 ? "" : ` with ${keys.join(", ")}`;
}
