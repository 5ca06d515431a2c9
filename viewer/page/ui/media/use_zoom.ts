import { useState } from "preact/hooks";

/** The largest scale, relative to the size that fits the box. */
const MAX_SCALE = 64;

/** How far an image is zoomed, and how far it is moved, in CSS pixels. */
export interface ZoomPlace {
  scale: number;
  x: number;
  y: number;
}

const FITTED: ZoomPlace = { scale: 1, x: 0, y: 0 };

/** The zoom of an image, or of several at once. */
export interface Zoom {
  place: ZoomPlace;
  /** Zooms around a point, given relative to the middle of the box: that point stays in place. */
  zoomBy(factor: number, x?: number, y?: number): void;
  /** Moves the image, unless all of it is in the box. */
  moveBy(x: number, y: number): void;
  /** Shows all of the image. */
  fit(): void;
}

/** The zoom of images: those that share it are zoomed and moved together. */
export function useZoom(): Zoom {
  const [place, setPlace] = useState<ZoomPlace>(FITTED);
  return {
    place,
    zoomBy: (factor, x = 0, y = 0) =>
      setPlace((old) => {
        const scale = Math.min(MAX_SCALE, Math.max(1, old.scale * factor));
        const ratio = scale / old.scale;
        return scale === 1
          ? FITTED
          : { scale, x: x - (x - old.x) * ratio, y: y - (y - old.y) * ratio };
      }),
    moveBy: (x, y) =>
      setPlace((old) => old.scale === 1 ? old : { ...old, x: old.x + x, y: old.y + y }),
    fit: () => setPlace(FITTED),
  };
}
