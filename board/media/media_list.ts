import { formatValue } from "../checks/format_value.ts";
import { checkOptions } from "../checks/check_options.ts";
import { Media, type MediaData, type MediaOptions } from "./media.ts";
import type { MediaType } from "../../format/media_formats.ts";

/** Options of the methods that log one medium: the caption. */
export interface CaptionOptions {
  /** The caption of the medium, or of each image of a list. Default: none. */
  readonly caption?: string | null;
}

/** Options of `logImages()`: the captions of the images, and what their values mean. */
export interface ImagesOptions extends CaptionOptions, Pick<MediaOptions, "valueRange"> {
  /** One caption per image, in their order. Not together with `caption`. */
  readonly captions?: readonly (string | null | undefined)[];
}

/**
 * Makes a medium of this type. A {@linkcode Media} keeps what it has of its own already.
 *
 * @throws {TypeError} For an unknown option.
 */
function toMedia(
  type: MediaType,
  data: MediaData | Media,
  options: MediaOptions,
): Media {
  if (!(data instanceof Media)) return new Media(data, { ...options, type });
  return new Media(data.data, {
    caption: data.caption ?? options.caption,
    type: data.type ?? type,
    valueRange: data.valueRange ?? options.valueRange,
  });
}

/** Makes a video or audio. @throws {TypeError} For an unknown option. */
export function toSingleMedium(
  type: "video" | "audio",
  data: MediaData | Media,
  options: CaptionOptions,
): Media {
  checkOptions(options, ["caption"]);
  return toMedia(type, data, options);
}

/**
 * Makes media of one image or of a list of images.
 *
 * @throws {TypeError | RangeError} Unless there is one caption per image.
 */
export function toImages(
  images: MediaData | Media | readonly (MediaData | Media)[],
  options: ImagesOptions,
): Media[] {
  checkOptions(options, ["caption", "captions", "valueRange"]);
  const { caption, captions, valueRange } = options;
  if (Array.isArray(caption)) {
    throw new TypeError(
      `expected one caption for all images, received ${formatValue(caption)}; ` +
        `the option captions has one per image`,
    );
  }
  const list = Array.isArray(images) ? images : [images];
  if (captions === undefined) {
    return list.map((image) => toMedia("image", image, { caption, valueRange }));
  }
  if (caption !== undefined && caption !== null) {
    throw new TypeError("expected a caption or captions, received both");
  }
  if (!Array.isArray(captions) || captions.length !== list.length) {
    throw new RangeError(
      `expected a list of captions, one per image for ${list.length} images, ` +
        `received ${formatValue(captions)}`,
    );
  }
  return list.map((image, i) => toMedia("image", image, { caption: captions[i], valueRange }));
}
