import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** How many rows beyond the visible ones are rendered, at each end. */
const OVERSCAN = 12;

/** The range of rows to render: the visible ones and a few beyond. */
export interface VisibleRows {
  /** The index of the first row to render. */
  first: number;
  /** The index after the last row to render. */
  end: number;
}

/**
 * Which rows of a scrolled list to render. All rows have the same height.
 *
 * @param box The element that scrolls.
 * @param count How many rows the list has.
 * @param rowHeight The height of each row, in CSS pixels.
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
