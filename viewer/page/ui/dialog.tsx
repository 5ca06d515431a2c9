import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

/** Props of {@linkcode Dialog}. */
export interface DialogProps {
  /** The heading. */
  title: string;
  /** Whether it fills the window. Default: false. */
  large?: boolean;
  /** Called when the reader closes it: by Escape, a click outside, or its close button. */
  onClose: () => void;
  /** Buttons beside the title. */
  actions?: ComponentChildren;
  /** The content. */
  children: ComponentChildren;
}

/** A modal dialog: open for as long as it is rendered. */
export function Dialog({ title, large, onClose, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // In a layout effect: a key pressed before an ordinary effect runs would not reach the dialog.
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
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
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
