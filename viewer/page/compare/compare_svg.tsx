import type { ComponentChildren } from "preact";

/** What all charts of the tab Compare are given. */
export interface CompareChartProps {
  /** The accessible name of the chart. */
  label: string;
  /** The available width, in CSS pixels. */
  width: number;
  /** The id of the board under the pointer. */
  hovered: string | null;
  /** Called with the id of the board under the pointer when it changes. */
  onHover: (id: string | null) => void;
}

/** Props of {@linkcode CompareSvg}. */
export interface CompareSvgProps {
  /** The accessible name of the chart. */
  label: string;
  /** In CSS pixels. */
  width: number;
  /** In CSS pixels. */
  height: number;
  /** What listens to the pointer. */
  listeners: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp?: () => void;
    onPointerCancel?: () => void;
    onPointerLeave: () => void;
  };
  children: ComponentChildren;
}

/** What a chart of the tab Compare is drawn into. */
export function CompareSvg({ label, width, height, listeners, children }: CompareSvgProps) {
  return (
    <svg
      class="compare-chart"
      role="img"
      aria-label={`${label}. The table below has the same values.`}
      width={width}
      height={height}
      {...listeners}
      onPointerLeave={({ pointerType }) => {
        // What a finger has tapped stays after it.
        if (pointerType !== "touch") listeners.onPointerLeave();
      }}
    >
      {children}
    </svg>
  );
}
