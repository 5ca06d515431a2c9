import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whether an element is in sight, or nearly. */
export function useInView(element: RefObject<HTMLElement | null>): boolean {
  const [inView, setInView] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)!.isIntersecting),
      // Without its scroller as the root, the margin would end at the scroller's edge.
      { root: element.current!.closest(".panel-area"), rootMargin: "300px" },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return inView;
}
