import { formatValue } from "../checks/format_value.ts";
import { Media, type MediaData } from "./media.ts";
import type { MediaType } from "../../format/media_formats.ts";

/** Options of the methods that log media: the caption. */
export interface CaptionOptions {
  /** The caption of the medium, or of each image of a list. Default: none. */
  readonly caption?: string | null;
}

/** Options of `logImages()`: the captions of the images. */
export interface ImagesOptions extends CaptionOptions {
  /** One caption per image, in their order. Not together with `caption`. */
  readonly captions?: readonly (string | null | undefined)[];
}

/** Makes a medium of this type. A {@linkcode Media} keeps a caption that it has already. */
export function toMedia(
  type: MediaType,
  data: MediaData | Media,
  caption: string | null | undefined,
): Media {
  if (!(data instanceof Media)) return new Media(data, { caption, type });
  return new Media(data.data, { caption: data.caption ?? caption, type: data.type ?? type });
}

/**
 * Makes media of one image or of a list of images.
 *
 * @throws {TypeError | RangeError} For an empty list, and unless there is one caption per image.
 */
export function toImages(
  images: MediaData | Media | readonly (MediaData | Media)[],
  { caption, captions }: ImagesOptions,
): Media[] {
  const list = Array.isArray(images) ? images : [images];
  if (list.length === 0) {
    throw new RangeError("expected at least one image, received an empty list");
  }
  if (captions === undefined) return list.map((image) => toMedia("image", image, caption));
  if (caption !== undefined && caption !== null) {
    throw new TypeError("expected a caption or captions, received both");
  }
  if (!Array.isArray(captions) || captions.length !== list.length) {
    throw new RangeError(
      `expected a list of captions, one per image for ${list.length} images, ` +
        `received ${formatValue(captions)}`,
    );
  }
  return list.map((image, i) => toMedia("image", image, captions[i]));
}
