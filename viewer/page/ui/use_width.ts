import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** The width of an element's content, in CSS pixels; 0 before it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const update = () => setWidth(Math.floor(element.current!.clientWidth));
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
