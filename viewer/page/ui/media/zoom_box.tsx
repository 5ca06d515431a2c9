import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Zoom } from "./use_zoom.ts";

/** The zoom factor of one key press or button press. */
export const ZOOM_STEP = 1.5;

/** How far one press of an arrow key moves the image, in CSS pixels. */
const MOVE = 60;

/** Props of {@linkcode ZoomBox}. */
export interface ZoomBoxProps {
  zoom: Zoom;
  /** The accessible name of what it shows. Default: Image. */
  label?: string;
  /** Images that fill the box. */
  children: ComponentChildren;
}

/** A box whose content wheel, pinch and keys zoom, and that drags and arrow keys move. */
export function ZoomBox({ zoom, label = "Image", children }: ZoomBoxProps) {
  const { place, zoomBy, moveBy, fit } = zoom;
  const box = useRef<HTMLDivElement>(null);
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const relativeToMiddle = (clientX: number, clientY: number) => {
    const { left, top, width, height } = box.current!.getBoundingClientRect();
    return [clientX - left - width / 2, clientY - top - height / 2] as const;
  };

  useEffect(() => {
    const element = box.current!;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : 30);
      zoomBy(Math.exp(-pixels / 300), ...relativeToMiddle(event.clientX, event.clientY));
    };
    // The listeners of props are passive: the page would scroll as well.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  const onPointerMove = (event: PointerEvent) => {
    const old = pointers.current.get(event.pointerId);
    if (old === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    if (other === undefined) {
      moveBy(now.x - old.x, now.y - old.y);
      return;
    }
    const before = Math.hypot(old.x - other.x, old.y - other.y);
    const after = Math.hypot(now.x - other.x, now.y - other.y);
    const middle = relativeToMiddle((now.x + other.x) / 2, (now.y + other.y) / 2);
    if (before > 0) zoomBy(after / before, ...middle);
    moveBy((now.x - old.x) / 2, (now.y - old.y) / 2);
  };
  const release = (event: PointerEvent) => pointers.current.delete(event.pointerId);
  const onKeyDown = (event: KeyboardEvent) => {
    const actions: Record<string, () => void> = {
      "+": () => zoomBy(ZOOM_STEP),
      "=": () => zoomBy(ZOOM_STEP),
      "-": () => zoomBy(1 / ZOOM_STEP),
      "0": fit,
      ArrowLeft: () => moveBy(MOVE, 0),
      ArrowRight: () => moveBy(-MOVE, 0),
      ArrowUp: () => moveBy(0, MOVE),
      ArrowDown: () => moveBy(0, -MOVE),
    };
    const action = actions[event.key];
    if (event.ctrlKey || event.metaKey || action === undefined) return;
    event.preventDefault();
    action();
  };
  return (
    <div
      class="zoom-box"
      ref={box}
      tabIndex={0}
      role="group"
      aria-label={`${label}: plus and minus zoom, arrow keys move, 0 fits`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      }}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onDblClick={(event) =>
        place.scale > 1
          ? fit()
          : zoomBy(ZOOM_STEP ** 3, ...relativeToMiddle(event.clientX, event.clientY))}
    >
      {children}
    </div>
  );
}
