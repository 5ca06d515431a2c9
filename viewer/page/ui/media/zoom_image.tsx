import { useState } from "preact/hooks";
import type { ZoomPlace } from "./use_zoom.ts";

/** Props of {@linkcode ZoomImage}. */
export interface ZoomImageProps {
  /** The URL of the image. */
  src: string;
  /** Its alternative text. */
  alt: string;
  place: ZoomPlace;
}

/** An image in a zoom box; where the file is none, words. */
export function ZoomImage({ src, alt, place }: ZoomImageProps) {
  const [failedSrc, setFailedSrc] = useState<string>();
  if (failedSrc === src) return <p class="empty">This file is not a readable image.</p>;
  return (
    <img
      src={src}
      alt={alt}
      draggable={false}
      onError={() => setFailedSrc(src)}
      style={{ transform: `translate(${place.x}px, ${place.y}px) scale(${place.scale})` }}
    />
  );
}
