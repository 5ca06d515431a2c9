import { useRef } from "preact/hooks";

/** Props of {@linkcode TabBar}. */
export interface TabBarProps {
  /** The accessible name of the bar. */
  label: string;
  /** The tabs, in their order. The panel of a tab has the id `panel-<id>`. */
  tabs: readonly { id: string; label: string }[];
  /** The id of the tab that is shown. */
  current: string;
  /** Called with the id of the tab to show. */
  onChoose: (id: string) => void;
}

/** A row of tabs, or several where the window is narrow. Arrow keys, Home and End move between them. */
export function TabBar({ label, tabs, current, onChoose }: TabBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ id }) => id === current);
    const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: -1 }[event.key];
    const tab = next === undefined ? undefined : tabs.at(next % tabs.length);
    if (tab === undefined) return;
    event.preventDefault();
    onChoose(tab.id);
    (bar.current!.children[tabs.indexOf(tab)] as HTMLElement).focus();
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
