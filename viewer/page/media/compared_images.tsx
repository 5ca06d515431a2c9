import { useState } from "preact/hooks";
import { useZoom } from "../ui/media/use_zoom.ts";
import { ZoomBar } from "../ui/media/zoom_bar.tsx";
import { ZoomBox } from "../ui/media/zoom_box.tsx";
import { ZoomImage } from "../ui/media/zoom_image.tsx";
import type { ComparedImage } from "./compared_image.ts";
import { DifferenceView } from "./difference_view.tsx";
import { WipeView } from "./wipe_view.tsx";

const MODES = { side: "Side by side", wipe: "Wipe", difference: "Difference" };
type Mode = keyof typeof MODES;

/** Props of {@linkcode ComparedImages}. */
export interface ComparedImagesProps {
  first: ComparedImage;
  second: ComparedImage;
  /** Whether others were chosen, which are on their way. */
  isLoading: boolean;
}

/** Two images beside each other, one wiped over the other, or their difference. Both are zoomed at once. */
export function ComparedImages({ first, second, isLoading }: ComparedImagesProps) {
  const [mode, setMode] = useState<Mode>("side");
  const zoom = useZoom();
  return (
    <>
      <div class="compared-modes" role="group" aria-label="How the images are compared">
        {(Object.keys(MODES) as Mode[]).map((kind) => (
          <button
            key={kind}
            type="button"
            class="button"
            aria-pressed={kind === mode}
            onClick={() => setMode(kind)}
          >
            {MODES[kind]}
          </button>
        ))}
      </div>
      {mode === "wipe" && <WipeView first={first} second={second} zoom={zoom} />}
      {mode === "difference" && (
        <DifferenceView
          first={first.src}
          second={second.src}
          isLoading={isLoading}
          zoom={zoom}
        />
      )}
      {mode === "side" && (
        <div class="compared-sides">
          {[first, second].map((image, i) => (
            <figure key={i}>
              <figcaption title={image.label}>{image.label}</figcaption>
              <div class="zoom">
                <ZoomBox zoom={zoom} label={image.label}>
                  <ZoomImage src={image.src} alt={image.label} place={zoom.place} />
                </ZoomBox>
                {i === 1 && <ZoomBar zoom={zoom} />}
              </div>
            </figure>
          ))}
        </div>
      )}
    </>
  );
}
