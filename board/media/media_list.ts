import { formatValue } from "../checks/format_value.ts";
import { Media, type MediaData } from "./media.ts";
import type { MediaType } from "../../format/media_formats.ts";

/** What stands under a medium that is logged by itself. */
export interface CaptionOptions {
  /** What stands under it, or under each image of a list. Default: none. */
  readonly caption?: string | null;
}

/** What stands under the images of a list. */
export interface ImagesOptions extends CaptionOptions {
  /** What stands under each, in their order; instead of `caption`. */
  readonly captions?: readonly (string | null | undefined)[];
}

/** A medium that is to be of this type; a {@linkcode Media} keeps a caption of its own. */
export function toMedia(
  type: MediaType,
  data: MediaData | Media,
  caption: string | null | undefined,
): Media {
  if (!(data instanceof Media)) return new Media(data, { caption, type });
  return new Media(data.data, { caption: data.caption ?? caption, type: data.type ?? type });
}

/**
 * One image, or those of a list.
 *
 * @throws {TypeError | RangeError} For an empty list, and captions that are not one an image.
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
      `expected a list of captions, one for each of ${list.length} images, ` +
        `received ${formatValue(captions)}`,
    );
  }
  return list.map((image, i) => toMedia("image", image, captions[i]));
}
