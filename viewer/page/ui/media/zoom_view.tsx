import { useEffect, useRef, useState } from "preact/hooks";

/** The largest scale, relative to the size that fits the box. */
const MAX_SCALE = 64;

/** The zoom factor of one key press or button press. */
const STEP = 1.5;

/** How far one press of an arrow key moves the image, in CSS pixels. */
const MOVE = 60;

interface View {
  scale: number;
  x: number;
  y: number;
}

const FITTED: View = { scale: 1, x: 0, y: 0 };

/** Props of {@linkcode ZoomView}. */
export interface ZoomViewProps {
  /** The URL of the image. */
  src: string;
  /** Its alternative text. */
  alt: string;
}

/** An image that wheel, pinch, keys and buttons zoom, and that drags and arrow keys move. */
export function ZoomView({ src, alt }: ZoomViewProps) {
  const [view, setView] = useState<View>(FITTED);
  const [failedSrc, setFailedSrc] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const pointers = useRef(new Map<number, { x: number; y: number }>());

  /** Zooms around a point, given relative to the middle of the box: that point stays in place. */
  const zoom = (factor: number, x = 0, y = 0) =>
    setView((old) => {
      const scale = Math.min(MAX_SCALE, Math.max(1, old.scale * factor));
      const ratio = scale / old.scale;
      return scale === 1
        ? FITTED
        : { scale, x: x - (x - old.x) * ratio, y: y - (y - old.y) * ratio };
    });
  const move = (x: number, y: number) =>
    setView((old) => old.scale === 1 ? old : { ...old, x: old.x + x, y: old.y + y });
  const relativeToMiddle = (clientX: number, clientY: number) => {
    const { left, top, width, height } = box.current!.getBoundingClientRect();
    return [clientX - left - width / 2, clientY - top - height / 2] as const;
  };

  useEffect(() => {
    const element = box.current!;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : 30);
      zoom(Math.exp(-pixels / 300), ...relativeToMiddle(event.clientX, event.clientY));
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
      move(now.x - old.x, now.y - old.y);
      return;
    }
    const before = Math.hypot(old.x - other.x, old.y - other.y);
    const after = Math.hypot(now.x - other.x, now.y - other.y);
    const middle = relativeToMiddle((now.x + other.x) / 2, (now.y + other.y) / 2);
    if (before > 0) zoom(after / before, ...middle);
    move((now.x - old.x) / 2, (now.y - old.y) / 2);
  };
  const release = (event: PointerEvent) => pointers.current.delete(event.pointerId);
  const onKeyDown = (event: KeyboardEvent) => {
    const actions: Record<string, () => void> = {
      "+": () => zoom(STEP),
      "=": () => zoom(STEP),
      "-": () => zoom(1 / STEP),
      "0": () => setView(FITTED),
      ArrowLeft: () => move(MOVE, 0),
      ArrowRight: () => move(-MOVE, 0),
      ArrowUp: () => move(0, MOVE),
      ArrowDown: () => move(0, -MOVE),
    };
    const action = actions[event.key];
    if (event.ctrlKey || event.metaKey || action === undefined) return;
    event.preventDefault();
    action();
  };

  return (
    <div class="zoom">
      <div
        class="zoom-box"
        ref={box}
        tabIndex={0}
        role="group"
        aria-label="Image: plus and minus zoom, arrow keys move, 0 fits"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={onPointerMove}
        onPointerUp={release}
        onPointerCancel={release}
        onDblClick={(event) =>
          view.scale > 1
            ? setView(FITTED)
            : zoom(STEP ** 3, ...relativeToMiddle(event.clientX, event.clientY))}
      >
        {failedSrc === src ? <p class="empty">This file is not a readable image.</p> : (
          <img
            src={src}
            alt={alt}
            draggable={false}
            onError={() => setFailedSrc(src)}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
          />
        )}
      </div>
      <div class="zoom-bar" role="group" aria-label="Zoom">
        <button type="button" class="button" aria-label="Zoom out" onClick={() => zoom(1 / STEP)}>
          −
        </button>
        <output>{Math.round(view.scale * 100)} %</output>
        <button type="button" class="button" aria-label="Zoom in" onClick={() => zoom(STEP)}>
          +
        </button>
        <button type="button" class="button" onClick={() => setView(FITTED)}>Fit</button>
      </div>
    </div>
  );
}
