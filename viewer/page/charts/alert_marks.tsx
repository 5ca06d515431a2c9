import { useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  ALERT_LEVELS,
  alertMarksOf,
  type ChartAlert,
  describeAlert,
} from "./drawing/alert_marks_of.ts";
import type { ChartScene } from "./drawing/chart_scene.ts";
import type { PlotBox } from "./drawing/draw_lines.ts";
import { formatX } from "./drawing/format_x.ts";
import type { XKind } from "./settings/chart_settings.ts";

/** So many alerts of one mark are listed. */
const MAX_LISTED = 8;
/** The least distance of the text to the edges of the window, in pixels. */
const MARGIN = 8;

/** Props of {@linkcode AlertMarks}. */
export interface AlertMarksProps {
  scene: ChartScene;
  kind: XKind;
  alerts: readonly ChartAlert[];
  /** Where the lines are in the chart, in pixels. */
  area: PlotBox;
}

/** The alerts of a chart as marks at its upper edge; their text is shown on hover and on focus. */
export function AlertMarks({ scene, kind, alerts, area }: AlertMarksProps) {
  const [open, setOpen] = useState<string | null>(null);
  const marks = alertMarksOf(scene, alerts, area.width);
  const shown = marks.findIndex(({ key }) => key === open);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const group = event.currentTarget as HTMLElement;
    if (event.key === "Escape") setOpen(null);
    else if (step !== undefined) {
      const all = [...group.querySelectorAll<HTMLElement>(".alert-mark")];
      all[all.indexOf(document.activeElement as HTMLElement) + step]?.focus();
    } else if (event.key !== "Enter" && event.key !== " ") return;
    event.stopPropagation();
  };
  return (
    <div class="alert-marks" role="group" aria-label="Alerts" onKeyDown={onKeyDown}>
      {marks.map(({ key, left, alerts, level }, i) => (
        <button
          key={key}
          type="button"
          class={`alert-mark is-${level}`}
          tabIndex={i === 0 ? 0 : -1}
          aria-label={describe(alerts, kind)}
          style={{
            left: `${area.left + left}px`,
            top: `${area.top}px`,
            "--plot-height": `${area.height}px`,
          }}
          onPointerEnter={() => setOpen(key)}
          onPointerLeave={() => setOpen(null)}
          onFocus={() => setOpen(key)}
          onBlur={() => setOpen(null)}
        >
          <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            <path d={ALERT_LEVELS[level].shape} />
            <text x="7" y={ALERT_LEVELS[level].signY}>{ALERT_LEVELS[level].sign}</text>
          </svg>
          {alerts.length > 1 && <span class="alert-count" aria-hidden="true">{alerts.length}</span>}
        </button>
      ))}
      {shown >= 0 && <AlertText alerts={marks[shown]?.alerts ?? []} kind={kind} index={shown} />}
    </div>
  );
}

/** The text of the alerts of a mark, below it and within the window. */
function AlertText(
  { alerts, kind, index }: Pick<AlertMarksProps, "alerts" | "kind"> & { index: number },
) {
  const box = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const marks = element?.parentElement?.querySelectorAll(".alert-mark");
    const mark = marks?.[index]?.getBoundingClientRect();
    if (!element || !mark) return;
    const { offsetWidth, offsetHeight } = element;
    const left = Math.min(mark.left, innerWidth - offsetWidth - MARGIN);
    const below = mark.bottom + 4;
    const fits = below + offsetHeight + MARGIN <= innerHeight;
    element.style.left = `${Math.max(MARGIN, left)}px`;
    element.style.top = `${Math.max(MARGIN, fits ? below : mark.top - 4 - offsetHeight)}px`;
  });
  return (
    <span class="alert-text" role="tooltip" ref={box}>
      {alerts.slice(0, MAX_LISTED).map(({ key, level, title, text, run, x }) => (
        <span class={`alert-line is-${level}`} key={key}>
          <strong>{ALERT_LEVELS[level].word}: {title}</strong>
          {text !== null && <span>{text}</span>}
          <span class="muted">{run}, {formatX(x, kind)}</span>
        </span>
      ))}
      {alerts.length > MAX_LISTED && (
        <span class="muted">and {alerts.length - MAX_LISTED} more</span>
      )}
    </span>
  );
}

function describe(alerts: readonly ChartAlert[], kind: XKind): string {
  const each = alerts.slice(0, MAX_LISTED).map((alert) =>
    `${describeAlert(alert, kind)}${alert.text ? `, ${alert.text}` : ""}`
  );
  const count = alerts.length === 1 ? "" : `${alerts.length} alerts: `;
  return count + each.join("; ");
}
