/** A number that rises in the order in which someone reads the page; what is out of sight is last. */
export function readingOrder(element: Element | null): number {
  // It has just left the page.
  if (element === null) return Number.MAX_VALUE;
  const { top, bottom, left } = element.getBoundingClientRect();
  const row = bottom < 0 ? innerHeight - bottom : top;
  return row * innerWidth + left;
}
