import type { MediaRef } from "../../../protocol/api.ts";

/** What replaces a medium that the browser cannot show: the reason, and a link to the file. */
export function MediumFallback({ type, format, url, filename }: MediaRef) {
  const verb = type === "image" ? "show" : "play";
  return (
    <div class="medium-failed">
      <p>This browser cannot {verb} the {format} file, or the file is missing.</p>
      <a href={url} download={filename}>Download</a>
    </div>
  );
}
