import { type ComponentChildren, Fragment, type RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** How much of its width a click on an arrow moves the content. */
const MOVE = 0.8;

/** So little is not worth an arrow: a border, a rounded width. */
const SLACK = 4;

/** Props of {@linkcode ScrollFrame}. */
export interface ScrollFrameProps {
  /** The element that scrolls: the only child. */
  box: RefObject<HTMLElement | null>;
  children: ComponentChildren;
}

/**
 * Shows on the sides of an element that scrolls that there is more: a shadow, and an arrow that goes
 * there. The keyboard scrolls the element itself.
 */
export function ScrollFrame({ box, children }: ScrollFrameProps) {
  const [more, setMore] = useState("");
  useLayoutEffect(() => {
    const element = box.current!;
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      const isLeft = scrollLeft > SLACK;
      const isRight = scrollLeft + clientWidth < scrollWidth - SLACK;
      setMore(`${isLeft ? "left " : ""}${isRight ? "right" : ""}`);
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [box]);
  const go = (direction: number) => {
    const element = box.current!;
    element.scrollBy({ left: direction * MOVE * element.clientWidth, behavior: "smooth" });
  };
  return (
    <div class="scroll-frame">
      {children}
      {(["left", "right"] as const).map((side) =>
        more.includes(side) && (
          <Fragment key={side}>
            <span class={`scroll-shade is-${side}`} aria-hidden="true" />
            <button
              type="button"
              class={`scroll-more is-${side}`}
              tabIndex={-1}
              aria-hidden="true"
              title={`There is more on the ${side}`}
              onClick={() => go(side === "left" ? -1 : 1)}
            >
              {side === "left" ? "‹" : "›"}
            </button>
          </Fragment>
        )
      )}
    </div>
  );
}
