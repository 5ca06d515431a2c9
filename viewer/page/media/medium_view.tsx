import { useState } from "preact/hooks";
import type { MediaRef } from "../../protocol/api.ts";
import { formatBytes } from "../ui/format.ts";

/** What {@linkcode MediumView} takes. */
export interface MediumViewProps {
  /** What is shown. */
  medium: MediaRef;
  /** What it is called where it has no caption. */
  name: string;
  /** Called when an image is to be shown large. */
  onOpen?: () => void;
}

/** One image, video or sound, with its caption. */
export function MediumView({ medium, name, onOpen }: MediumViewProps) {
  const [failed, setFailed] = useState<string>();
  const { type, url, caption, filename, format, sizeBytes, width, height } = medium;
  const label = caption || name;
  const onError = () => setFailed(url);
  const size = width !== null && height !== null ? `${width}×${height}, ` : "";
  return (
    <figure class={`medium is-${type}`}>
      {failed === url
        ? <Unplayable {...medium} />
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
        {caption !== null && caption !== "" && <span class="medium-caption">{caption}</span>}
        <small class="muted" title={filename}>{size}{format}, {formatBytes(sizeBytes)}</small>
      </figcaption>
    </figure>
  );
}

function Unplayable({ type, format, url, filename }: MediaRef) {
  const verb = type === "image" ? "show" : "play";
  return (
    <div class="medium-failed">
      <p>This browser cannot {verb} the {format} file, or it is gone.</p>
      <a href={url} download={filename}>Download</a>
    </div>
  );
}
