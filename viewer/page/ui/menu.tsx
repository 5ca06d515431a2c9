import { useEffect, useId, useRef, useState } from "preact/hooks";

/** One command of a menu. */
export interface MenuItem {
  label: string;
  /** `null` if the command is not available at the moment. */
  run: (() => void) | null;
}

/** Props of {@linkcode Menu}. */
export interface MenuProps {
  /** The accessible name of the button and of the menu. */
  label: string;
  /** The text of the button. Default: ⋯ */
  text?: string;
  items: MenuItem[];
}

/** A button that opens a menu of commands. Arrow keys move through it, Escape closes it. */
export function Menu({ label, text, items }: MenuProps) {
  const [position, setPosition] = useState<{ top: number; right: number } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  const open = position !== null;

  useEffect(() => {
    if (!open) return;
    const element = menu.current!;
    element.showPopover();
    // A menu whose button is near the lower edge of the window would end below that edge.
    const over = element.getBoundingClientRect().bottom - innerHeight + 8;
    if (over > 0) element.style.top = `${Math.max(8, position.top - over)}px`;
    element.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus();
    const close = (event: Event) => {
      if (event.target instanceof Node && element.contains(event.target)) return;
      setPosition(null);
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
    const all = [...menu.current!.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)")];
    const index = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      setPosition(null);
      button.current!.focus();
    } else if (next !== undefined) all.at(next % all.length)?.focus();
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
        onClick={({ currentTarget }) => {
          const { bottom, right } = currentTarget.getBoundingClientRect();
          setPosition(open ? null : { top: bottom + 2, right: Math.max(8, innerWidth - right) });
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
          ref={menu}
          style={{ top: `${position.top}px`, right: `${position.right}px` }}
          onKeyDown={onKeyDown}
        >
          {items.map(({ label, run }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              disabled={run === null}
              onClick={() => {
                setPosition(null);
                button.current!.focus();
                run?.();
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
