import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isPrinting } from "../state/printing.ts";
import { lastAtOrBelow } from "../values/last_at_or_below.ts";

/** Props of {@linkcode VirtualList}. */
export interface VirtualListProps {
  /** The height of each item in pixels, in their order. */
  heights: readonly number[];
  /** Renders an item. The list positions the element around it. */
  children: (index: number) => ComponentChildren;
  /** The key of an item: its state follows it when the order changes. Default: its index. */
  keyOf?: (index: number) => string | number;
  /** How far beyond the visible area items are rendered, in pixels. Default: 400. */
  overscan?: number;
  /** The ARIA role of the list. */
  role?: "list";
}

/** On paper a list ends after so many items. */
const MAX_PRINTED = 500;

/** A range of vertical positions within the list, in pixels. */
type Window = [from: number, to: number];

/**
 * A long list that renders only the items in the visible area of its nearest
 * scroll container.
 */
export function VirtualList(
  { heights, children, keyOf = (i) => i, overscan = 400, role }: VirtualListProps,
) {
  const list = useRef<HTMLDivElement>(null);
  const [[from, to], setWindow] = useState<Window>([0, 1000]);
  const { tops, total } = stack(heights);

  const update = useRef(() => {});
  update.current = () => {
    // An observer may still call after the list was removed.
    if (!list.current) return;
    const scroller = scrollParent(list.current);
    const top = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const next: Window = [-top - overscan, scroller.clientHeight - top + overscan];
    setWindow((old) => hasSameItems(tops, old, next) ? old : next);
  };
  // After every render: content above the list may have changed its height.
  useLayoutEffect(() => update.current());
  useEffect(() => {
    const scroller = scrollParent(list.current!);
    const onScroll = () => update.current();
    scroller.addEventListener("scroll", onScroll, { passive: true });
    const observer = new ResizeObserver(onScroll);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, []);

  const isWhole = isPrinting.value;
  const first = isWhole ? 0 : Math.max(0, lastAtOrBelow(tops, from));
  const end = isWhole
    ? Math.min(heights.length, MAX_PRINTED)
    : Math.min(heights.length, lastAtOrBelow(tops, to) + 1);
  return (
    <div class="virtual-list" ref={list} role={role} style={{ height: `${total}px` }}>
      {heights.slice(first, end).map((height, offset) => {
        const i = first + offset;
        return (
          <div
            key={keyOf(i)}
            class="virtual-item"
            role={role && "listitem"}
            style={{ top: `${tops[i]}px`, height: `${height}px` }}
          >
            {children(i)}
          </div>
        );
      })}
    </div>
  );
}

/** The top of each item, followed by the bottom of the last one; and that bottom. */
function stack(heights: readonly number[]): { tops: number[]; total: number } {
  let total = 0;
  const tops = [0];
  for (const height of heights) {
    total += height;
    tops.push(total);
  }
  return { tops, total };
}

function hasSameItems(tops: number[], a: Window, b: Window): boolean {
  return lastAtOrBelow(tops, a[0]) === lastAtOrBelow(tops, b[0]) &&
    lastAtOrBelow(tops, a[1]) === lastAtOrBelow(tops, b[1]);
}

function scrollParent(element: HTMLElement): HTMLElement {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return document.documentElement;
}
