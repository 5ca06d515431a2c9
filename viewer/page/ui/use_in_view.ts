import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** How far out of sight is nearly in sight, in pixels. */
const MARGIN = 300;

/** Whether an element is in sight, or nearly. */
export function useInView(element: RefObject<HTMLElement | null>): boolean {
  const [inView, setInView] = useState(false);
  useLayoutEffect(() => {
    const root = element.current!.closest(".panel-area");
    // The observer tells it two frames later: what is in sight at once is asked for at once.
    setInView(isNear(element.current!, root));
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)!.isIntersecting),
      // Without its scroller as the root, the margin would end at the scroller's edge.
      { root, rootMargin: `${MARGIN}px` },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return inView;
}

function isNear(element: HTMLElement, root: Element | null): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  const sight = (root ?? document.documentElement).getBoundingClientRect();
  return bottom > sight.top - MARGIN && top < sight.bottom + MARGIN;
}
