/**
 * A number that ascends in reading order, for elements of one page. Elements
 * that were scrolled out above the window come after all others.
 */
export function readingOrder(element: Element | null): number {
  // The element has just been removed.
  if (element === null) return Number.MAX_VALUE;
  const { top, bottom, left } = element.getBoundingClientRect();
  const row = bottom < 0 ? innerHeight - bottom : top;
  return row * innerWidth + left;
}
