import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

/** What {@linkcode Dialog} takes. */
export interface DialogProps {
  /** What stands at its head. */
  title: string;
  /** Whether it takes the whole window. Default: false. */
  large?: boolean;
  /** Called when it was closed, by Escape, a click beside it, or its button. */
  onClose: () => void;
  /** Buttons beside the title. */
  actions?: ComponentChildren;
  /** What is in it. */
  children: ComponentChildren;
}

/** A modal dialog: open as long as it is drawn. */
export function Dialog({ title, large, onClose, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Not later: a key that is pressed meanwhile would not reach it.
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={large ? "dialog is-large" : "dialog"}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current!.close();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={titleId}>{title}</h2>
          {actions}
          <button
            type="button"
            class="icon-button"
            aria-label="Close"
            onClick={() => dialog.current!.close()}
          >
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
