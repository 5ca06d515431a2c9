import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** What {@linkcode VirtualList} takes. */
export interface VirtualListProps {
  /** The height of each item in pixels, in their order. */
  heights: readonly number[];
  /** Draws one item. Its element gets its place from the list. */
  children: (index: number) => ComponentChildren;
  /** Names an item, so that what it shows goes along when the order changes. Default: its place. */
  keyOf?: (index: number) => string | number;
  /** How far beyond what is in sight is drawn, in pixels. Default: 400. */
  overscan?: number;
  /** The list's `role`. */
  role?: "list";
}

/** A long list of which only what is in sight is drawn. What scrolls is the nearest that can. */
export function VirtualList(
  { heights, children, keyOf = (i) => i, overscan = 400, role }: VirtualListProps,
) {
  const list = useRef<HTMLDivElement>(null);
  const [[from, to], setWindow] = useState<[number, number]>([0, 1000]);
  const tops = topsOf(heights);
  const total = tops[heights.length];

  const look = useRef(() => {});
  look.current = () => {
    // An observer may call once more after the list has gone.
    if (!list.current) return;
    const scroller = scrollParent(list.current);
    const top = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const next: [number, number] = [-top - overscan, scroller.clientHeight - top + overscan];
    setWindow((old) => same(tops, old, next) ? old : next);
  };
  // Each time: what stands above may have changed its height.
  useLayoutEffect(() => look.current());
  useEffect(() => {
    const scroller = scrollParent(list.current!);
    const onScroll = () => look.current();
    scroller.addEventListener("scroll", onScroll, { passive: true });
    const observer = new ResizeObserver(onScroll);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, []);

  const first = Math.max(0, indexAt(tops, from));
  const end = Math.min(heights.length, indexAt(tops, to) + 1);
  const items = [];
  for (let i = first; i < end; i++) {
    items.push(
      <div
        key={keyOf(i)}
        class="virtual-item"
        role={role && "listitem"}
        style={{ top: `${tops[i]}px`, height: `${heights[i]}px` }}
      >
        {children(i)}
      </div>,
    );
  }
  return (
    <div class="virtual-list" ref={list} role={role} style={{ height: `${total}px` }}>{items}</div>
  );
}

function topsOf(heights: readonly number[]): number[] {
  const tops = [0];
  for (let i = 0; i < heights.length; i++) tops.push(tops[i] + heights[i]);
  return tops;
}

/** The last item that begins at or above a place. */
function indexAt(tops: number[], place: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle] <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function same(tops: number[], a: [number, number], b: [number, number]): boolean {
  return indexAt(tops, a[0]) === indexAt(tops, b[0]) && indexAt(tops, a[1]) === indexAt(tops, b[1]);
}

function scrollParent(element: HTMLElement): HTMLElement {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return document.documentElement;
}
