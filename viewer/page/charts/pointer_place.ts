/** Where the mouse or pen is in the window, in CSS pixels; `null` where there is none. */
let place: { x: number; y: number } | null = null;

/**
 * Where the pointer is in an element, if it is over that element or what is in it; `null` where it
 * is not. Events do not tell: of a pointer that rests there are none, whatever moves beneath it.
 *
 * @param holder What the element is part of: whatever else is above it hides it.
 */
export function pointerOver(
  element: HTMLElement,
  holder: Element,
): { left: number; top: number } | null {
  if (place === null) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  const inside = { left: place.x - left, top: place.y - top };
  if (inside.left < 0 || inside.top < 0 || inside.left > width || inside.top > height) return null;
  return holder.contains(document.elementFromPoint(place.x, place.y)) ? inside : null;
}

/** Begins to follow the pointer. Called once. */
export function startPointerPlace(): void {
  const options = { capture: true, passive: true };
  const move = ({ clientX, clientY, pointerType }: PointerEvent) => {
    // A finger points at nothing once it is lifted.
    place = pointerType === "touch" ? null : { x: clientX, y: clientY };
  };
  addEventListener("pointermove", move, options);
  addEventListener("pointerdown", move, options);
  document.documentElement.addEventListener("pointerleave", () => place = null, options);
}
