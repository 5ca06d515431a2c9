/** The x axis that gestures zoom and pan. */
export interface GestureTarget {
  /** The visible range of the axis, and its whole extent. */
  ranges: () => { shown: readonly [number, number]; all: readonly [number, number] };
  /** Called with the range to show; `null` is the whole axis. */
  zoom: (range: readonly [number, number] | null) => void;
}

/** The part of the visible range by which a pixel of the wheel pans. */
const WHEEL_SPEED = 0.002;

/**
 * Zooms and pans a chart by all gestures except a plain drag of the mouse: the
 * wheel with Ctrl (or a pinch on a touchpad) zooms, with Shift or sideways it
 * pans; a drag with Shift pans; two fingers zoom, one finger pans.
 *
 * @returns A function that detaches the gestures.
 */
export function attachGestures(element: HTMLElement, { ranges, zoom }: GestureTarget): () => void {
  const detach = new AbortController();
  const options = { signal: detach.signal };
  const touches = new Map<number, number>();
  let panning: { pointer: number; left: number } | null = null;

  const fractionOf = (left: number) => {
    const rect = element.getBoundingClientRect();
    return (left - rect.left) / rect.width;
  };
  const panBy = (fraction: number) => {
    const { shown, all } = ranges();
    const width = shown[1] - shown[0];
    const least = Math.min(all[0], shown[0]);
    const most = Math.max(all[1], shown[1]) - width;
    const from = Math.min(most, Math.max(least, shown[0] + fraction * width));
    if (from !== shown[0]) zoom([from, from + width]);
  };
  const scaleBy = (factor: number, around: number) => {
    const { shown, all } = ranges();
    const width = (shown[1] - shown[0]) * factor;
    if (width >= all[1] - all[0]) return zoom(null);
    const fixed = shown[0] + around * (shown[1] - shown[0]);
    const from = Math.min(all[1] - width, Math.max(all[0], fixed - around * width));
    zoom([from, from + width]);
  };

  element.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      scaleBy(Math.exp(event.deltaY * WHEEL_SPEED * 3), fractionOf(event.clientX));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      panBy((event.deltaX || event.deltaY) * WHEEL_SPEED);
    }
  }, { ...options, passive: false });

  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") touches.set(event.pointerId, event.clientX);
    else if (event.shiftKey || event.button === 1) {
      event.preventDefault();
      panning = { pointer: event.pointerId, left: event.clientX };
      element.setPointerCapture(event.pointerId);
    }
  }, options);
  element.addEventListener("pointermove", (event) => {
    if (panning?.pointer === event.pointerId) {
      panBy(fractionOf(panning.left) - fractionOf(event.clientX));
      panning.left = event.clientX;
      return;
    }
    const before = touches.get(event.pointerId);
    if (before === undefined) return;
    touches.set(event.pointerId, event.clientX);
    if (touches.size === 1) panBy(fractionOf(before) - fractionOf(event.clientX));
    else if (touches.size === 2) {
      const [, other = before] = [...touches].find(([id]) => id !== event.pointerId) ?? [];
      const oldDistance = Math.max(10, Math.abs(before - other));
      const newDistance = Math.max(10, Math.abs(event.clientX - other));
      scaleBy(oldDistance / newDistance, fractionOf((event.clientX + other) / 2));
    }
  }, options);
  const end = (event: PointerEvent) => {
    touches.delete(event.pointerId);
    if (panning?.pointer === event.pointerId) panning = null;
  };
  element.addEventListener("pointerup", end, options);
  element.addEventListener("pointercancel", end, options);
  return () => detach.abort();
}
