import { useState } from "preact/hooks";
import type { MediaRef } from "../../../protocol/api.ts";
import { cutText } from "../../../protocol/cut_text.ts";
import { formatBytes } from "../../values/format_bytes.ts";
import { LongText } from "../long_text.tsx";
import { MediumFallback } from "./medium_fallback.tsx";

/** Props of {@linkcode MediumView}. */
export interface MediumViewProps {
  medium: MediaRef;
  /** Its accessible name if it has no caption. */
  name: string;
  /** Called when the reader opens an image. */
  onOpen?: () => void;
}

/** An image, a video or a sound, with its caption. */
export function MediumView({ medium, name, onOpen }: MediumViewProps) {
  const [failedUrl, setFailedUrl] = useState<string>();
  const { type, url, caption, filename, format, sizeBytes, width, height } = medium;
  const label = cutText(caption || name);
  const onError = () => setFailedUrl(url);
  const size = width !== null && height !== null ? `${width}×${height}, ` : "";
  return (
    <figure class={`medium is-${type}`}>
      {failedUrl === url
        ? <MediumFallback {...medium} />
        : type === "image"
        ? (
          <button type="button" class="medium-open" aria-label={`Open ${label}`} onClick={onOpen}>
            <img
              src={url}
              alt={label}
              loading="lazy"
              decoding="async"
              width={width ?? undefined}
              height={height ?? undefined}
              class={width !== null && width <= 128 ? "is-small" : ""}
              onError={onError}
            />
          </button>
        )
        : type === "video"
        ? (
          <video
            src={url}
            controls
            loop
            playsInline
            preload="metadata"
            aria-label={label}
            onError={onError}
          />
        )
        : <audio src={url} controls preload="metadata" aria-label={label} onError={onError} />}
      <figcaption>
        {caption && (
          <span class="medium-caption">
            <LongText text={caption} />
          </span>
        )}
        <small class="muted" title={filename}>{size}{format}, {formatBytes(sizeBytes)}</small>
      </figcaption>
    </figure>
  );
}
