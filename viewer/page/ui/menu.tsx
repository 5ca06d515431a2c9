import { useEffect, useId, useRef, useState } from "preact/hooks";

/** One thing to do. */
export interface MenuItem {
  label: string;
  /** `null` where it cannot be done now. */
  run: (() => void) | null;
}

/** What {@linkcode Menu} takes. */
export interface MenuProps {
  /** What the menu is of, for screen readers. */
  label: string;
  /** What stands on its button. Default: ⋯ */
  text?: string;
  items: MenuItem[];
}

/** A button that opens a list of things to do. Arrow keys go through it, Escape closes it. */
export function Menu({ label, text, items }: MenuProps) {
  const [place, setPlace] = useState<{ top: number; right: number } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const open = place !== null;

  useEffect(() => {
    if (!open) return;
    const element = list.current!;
    element.showPopover();
    // Kept in the window, also where the button is at its lower end.
    const over = element.getBoundingClientRect().bottom - innerHeight + 8;
    if (over > 0) element.style.top = `${Math.max(8, place.top - over)}px`;
    element.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus();
    const close = (event: Event) => {
      if (event.target instanceof Node && element.contains(event.target)) return;
      setPlace(null);
    };
    addEventListener("pointerdown", close, true);
    addEventListener("scroll", close, true);
    addEventListener("resize", close);
    return () => {
      removeEventListener("pointerdown", close, true);
      removeEventListener("scroll", close, true);
      removeEventListener("resize", close);
    };
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...list.current!.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      setPlace(null);
      button.current!.focus();
    } else if (to !== undefined) all[(to + all.length) % all.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <button
        type="button"
        class="icon-button"
        ref={button}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => {
          const { bottom, right } = button.current!.getBoundingClientRect();
          setPlace(open ? null : { top: bottom + 2, right: Math.max(8, innerWidth - right) });
        }}
      >
        {text ?? "⋯"}
      </button>
      {open && (
        <div
          id={id}
          class="menu"
          role="menu"
          popover="manual"
          aria-label={label}
          ref={list}
          style={{ top: `${place.top}px`, right: `${place.right}px` }}
          onKeyDown={onKeyDown}
        >
          {items.map(({ label, run }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              disabled={run === null}
              onClick={() => {
                setPlace(null);
                button.current!.focus();
                run!();
              }}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
