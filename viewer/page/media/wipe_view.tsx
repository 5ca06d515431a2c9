import { useRef, useState } from "preact/hooks";
import { ZoomBar } from "../ui/media/zoom_bar.tsx";
import { ZoomBox } from "../ui/media/zoom_box.tsx";
import { ZoomImage } from "../ui/media/zoom_image.tsx";
import type { Zoom } from "../ui/media/use_zoom.ts";
import type { ComparedImage } from "./compared_image.ts";

/** How far one press of an arrow key moves the edge, in percent. */
const STEP = 2;

/** Props of {@linkcode WipeView}. */
export interface WipeViewProps {
  first: ComparedImage;
  second: ComparedImage;
  zoom: Zoom;
}

/** Two images above each other: the first on the left of an edge that is moved, the second on its right. */
export function WipeView({ first, second, zoom }: WipeViewProps) {
  const [percent, setPercent] = useState(50);
  const area = useRef<HTMLDivElement>(null);
  const place = (value: number) => setPercent(Math.min(100, Math.max(0, value)));
  const placeAt = (clientX: number) => {
    const { left, width } = area.current!.getBoundingClientRect();
    place(100 * (clientX - left) / width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowLeft: percent - STEP,
      ArrowDown: percent - STEP,
      ArrowRight: percent + STEP,
      ArrowUp: percent + STEP,
      Home: 0,
      End: 100,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    place(target);
  };
  return (
    <div class="zoom wipe" ref={area}>
      <ZoomBox zoom={zoom} label="Two images">
        <ZoomImage src={first.src} alt={first.label} place={zoom.place} />
        <div class="wipe-second" style={{ clipPath: `inset(0 0 0 ${percent}%)` }}>
          <ZoomImage src={second.src} alt={second.label} place={zoom.place} />
        </div>
      </ZoomBox>
      <span class="wipe-name" title={first.label}>{first.label}</span>
      <span class="wipe-name is-second" title={second.label}>{second.label}</span>
      <div
        class="wipe-edge"
        role="slider"
        tabIndex={0}
        aria-label="Edge between the images"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={`${Math.round(percent)} % of the width are the first image`}
        style={{ insetInlineStart: `${percent}%` }}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) placeAt(event.clientX);
        }}
      >
        <span aria-hidden="true">‹ ›</span>
      </div>
      <ZoomBar zoom={zoom} />
    </div>
  );
}
