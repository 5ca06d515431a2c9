/** What gestures move. */
export interface GestureTarget {
  /** The piece of the x axis in sight, and all of it. */
  ranges: () => { shown: readonly [number, number]; all: readonly [number, number] };
  /** Called with another piece; `null` is all of it. */
  zoom: (range: readonly [number, number] | null) => void;
}

const WHEEL_SPEED = 0.002;

/**
 * Zooming and panning by what is no plain drag of the mouse: the wheel with
 * Ctrl (or a pinch on a touchpad) zooms, with Shift or sideways it pans; Shift
 * and a drag pans; two fingers zoom, one pans what is zoomed.
 *
 * @returns Ends it.
 */
export function attachGestures(element: HTMLElement, { ranges, zoom }: GestureTarget): () => void {
  const done = new AbortController();
  const options = { signal: done.signal };
  const touches = new Map<number, number>();
  let panning: { pointer: number; left: number } | null = null;

  const placeOf = (left: number) => {
    const rect = element.getBoundingClientRect();
    return (left - rect.left) / rect.width;
  };
  const panBy = (part: number) => {
    const { shown, all } = ranges();
    const width = shown[1] - shown[0];
    const least = Math.min(all[0], shown[0]);
    const most = Math.max(all[1], shown[1]) - width;
    const from = Math.min(most, Math.max(least, shown[0] + part * width));
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
      scaleBy(Math.exp(event.deltaY * WHEEL_SPEED * 3), placeOf(event.clientX));
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
      panBy(placeOf(panning.left) - placeOf(event.clientX));
      panning.left = event.clientX;
      return;
    }
    const before = touches.get(event.pointerId);
    if (before === undefined) return;
    touches.set(event.pointerId, event.clientX);
    if (touches.size === 1) panBy(placeOf(before) - placeOf(event.clientX));
    else if (touches.size === 2) {
      const other = [...touches].find(([id]) => id !== event.pointerId)![1];
      const was = Math.max(10, Math.abs(before - other));
      const is = Math.max(10, Math.abs(event.clientX - other));
      scaleBy(was / is, placeOf((event.clientX + other) / 2));
    }
  }, options);
  const end = (event: PointerEvent) => {
    touches.delete(event.pointerId);
    if (panning?.pointer === event.pointerId) panning = null;
  };
  element.addEventListener("pointerup", end, options);
  element.addEventListener("pointercancel", end, options);
  return () => done.abort();
}
