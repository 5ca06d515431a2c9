import type { CallBuffers } from "../memory/call_buffers.ts";
import { formatValue } from "../checks/format_value.ts";
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
import { canBe, type MediaType } from "../../format/media_formats.ts";
import type { MediaSource } from "../../writer/records.ts";

/** What an image, a video or a sound can be given as. */
export type MediaData = Pixels | ImageTensor | Samples | Encoded;

/** How a {@linkcode Media} is shown. */
export interface MediaOptions {
  /** What stands under it. Default: none. */
  readonly caption?: string | null;
  /** What it is. Default: what its content says. */
  readonly type?: MediaType;
}

/** What a medium is, and where its content comes from. */
export interface Medium {
  type: MediaType;
  source: MediaSource;
}

const TYPES: readonly unknown[] = ["image", "video", "audio"];
const ARTICLES = { image: "an image", video: "a video", audio: "audio" };

/**
 * An image, a video or a sound, to be logged among other values or in a table.
 *
 * Arrays of pixels become PNG files, samples WAV files; files and their bytes
 * are kept as they are. The data is read by the log call, so until then it
 * must stay as it is; and whatever is wrong with it, the log call says.
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
  /** What stands under it. */
  readonly caption: string | null;
  /** What it was said to be. */
  readonly type?: MediaType;
  /** What it was made of. */
  readonly data: MediaData;

  /**
   * Makes a medium of some data; looks at it when it is logged.
   *
   * @param data Pixels, a tensor, samples, a file's bytes, a `Blob`, a path or a file URL.
   * @param options See {@linkcode MediaOptions}.
   * @throws {TypeError} For options that are not as they must be.
   */
  constructor(data: MediaData, options: MediaOptions = {}) {
    const { caption = null, type } = options;
    if (caption !== null && typeof caption !== "string") {
      throw new TypeError(
        `Cannot make a medium: expected the caption to be a text, received ${formatValue(caption)}`,
      );
    }
    if (type !== undefined && !TYPES.includes(type)) {
      throw new TypeError(
        `Cannot make a medium: expected the type to be "image", "video" or "audio", ` +
          `received ${formatValue(type)}`,
      );
    }
    this.data = data;
    this.caption = caption;
    this.type = type;
  }
}

/**
 * What a medium is, with a copy of its content or where that is.
 *
 * @throws {TypeError | RangeError} Where it is none, or not of its type.
 */
export function toMedium({ data, type }: Media, buffers: CallBuffers): Medium {
  const made = isEncoded(data) ? toEncodedSource(data, buffers) : fromArrays(data, buffers);
  const found = type ?? made.type;
  if (found === undefined) {
    throw new TypeError(
      `expected the type of the medium in its options, or of the blob, received ${
        formatValue(data)
      } ` +
        `without`,
    );
  }
  const fits = made.format === undefined
    ? made.type === undefined || made.type === found
    : canBe(made.format, found);
  if (!fits) {
    const format = made.format === undefined ? "" : ` (${made.format.format})`;
    throw new TypeError(
      `expected ${ARTICLES[found]}, received ${ARTICLES[made.type!]}${format}`,
    );
  }
  return { type: found, source: made.source };
}

function fromArrays(data: unknown, buffers: CallBuffers): Medium & { format?: undefined } {
  if (typeof data === "object" && data !== null) {
    if (isPixels(data)) return { type: "image", source: copyPixels(data, buffers) };
    if (isImageTensor(data)) return { type: "image", source: copyTensor(data, buffers) };
    if (isSamples(data)) return { type: "audio", source: copySamples(data, buffers) };
  }
  throw new TypeError(
    `expected an image, a video or audio (pixels with width and height, a tensor with a shape, ` +
      `samples with a sampleRate, a file's bytes, a Blob, a path or a file URL), ` +
      `received ${formatValue(data)}`,
  );
}
