import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { isPrinting } from "../state/printing.ts";

/** An element this close to the visible area counts as visible, in pixels. */
const MARGIN = 300;

/** Whether an element is visible, or close to the visible area. */
export function useInView(element: RefObject<HTMLElement | null>): boolean {
  const [inView, setInView] = useState(false);
  useLayoutEffect(() => {
    const target = element.current!;
    const root = target.closest(".panel-area");
    // The observer reports two frames later. Elements that are visible now must not wait that long.
    setInView(isNear(target, root));
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)?.isIntersecting ?? false),
      // Without the scroll container as its root, the margin would end at the container's edge.
      { root, rootMargin: `${MARGIN}px` },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return inView || isPrinting.value;
}

function isNear(element: HTMLElement, root: Element | null): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  const visible = (root ?? document.documentElement).getBoundingClientRect();
  return bottom > visible.top - MARGIN && top < visible.bottom + MARGIN;
}
