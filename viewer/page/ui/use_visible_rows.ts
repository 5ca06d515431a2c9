import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Rows beyond the visible ones that are kept ready, at each end. */
const OVERSCAN = 12;

/** The rows of a long list that are worth drawing: those in sight of its scroll box, and some more. */
export interface VisibleRows {
  /** The first row to draw. */
  first: number;
  /** The row after the last to draw. */
  end: number;
}

/**
 * Which rows of a list are in sight. All rows are of one height.
 *
 * @param box The element that scrolls.
 * @param count How many rows there are.
 * @param rowHeight The height of each, in CSS pixels.
 */
export function useVisibleRows(
  box: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): VisibleRows {
  const [{ first, end }, setVisible] = useState<VisibleRows>({ first: 0, end: 60 });

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const update = () => {
      const top = Math.floor(element.scrollTop / rowHeight);
      const shown = Math.ceil((element.clientHeight || 600) / rowHeight);
      const first = Math.max(0, top - OVERSCAN);
      const end = top + shown + OVERSCAN;
      setVisible((old) => old.first === first && old.end === end ? old : { first, end });
    };
    update();
    element.addEventListener("scroll", update, { passive: true });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", update);
      observer.disconnect();
    };
  }, [box, rowHeight, count]);

  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.min(end, count) };
}
