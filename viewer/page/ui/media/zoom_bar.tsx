import type { Zoom } from "./use_zoom.ts";
import { ZOOM_STEP } from "./zoom_box.tsx";

/** Buttons that zoom, and how far it is zoomed. */
export function ZoomBar({ zoom: { place, zoomBy, fit } }: { zoom: Zoom }) {
  return (
    <div class="zoom-bar" role="group" aria-label="Zoom">
      <button
        type="button"
        class="button"
        aria-label="Zoom out"
        onClick={() => zoomBy(1 / ZOOM_STEP)}
      >
        −
      </button>
      <output>{Math.round(place.scale * 100)} %</output>
      <button type="button" class="button" aria-label="Zoom in" onClick={() => zoomBy(ZOOM_STEP)}>
        +
      </button>
      <button type="button" class="button" onClick={fit}>Fit</button>
    </div>
  );
}
