import { useEffect, useRef } from "preact/hooks";

/** What {@linkcode TabBar} takes. */
export interface TabBarProps {
  /** What the tabs are of, for screen readers. */
  label: string;
  /** The tabs, in their order. The panel of one has the id `panel-<id>`. */
  tabs: readonly { id: string; label: string }[];
  /** The id of the chosen one. */
  current: string;
  /** Called with the id of the one that is to be shown. */
  onChoose: (id: string) => void;
}

/** Tabs in a row; the arrow keys, Home and End go from one to the other. */
export function TabBar({ label, tabs, current, onChoose }: TabBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bar.current!.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === current);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = (to + tabs.length) % tabs.length;
    onChoose(tabs[index].id);
    (bar.current!.children[index] as HTMLElement).focus();
  };
  return (
    <div class="tab-bar" role="tablist" aria-label={label} ref={bar} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === current}
          aria-controls={id === current ? `panel-${id}` : undefined}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
