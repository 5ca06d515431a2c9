import { resizeChart } from "./settings/chart_layout.ts";
import type { PlacedChart } from "./settings/place_charts.ts";

/**
 * Resizes a chart while its corner is dragged. The height follows the pointer;
 * the width changes by whole columns.
 *
 * @param event The start of the drag, at the corner.
 */
export function dragCorner(
  event: PointerEvent,
  card: HTMLElement,
  { metric, columns: before, height }: PlacedChart,
  columns: number,
): void {
  event.preventDefault();
  const corner = event.currentTarget as HTMLElement;
  const width = card.clientWidth / before;
  const { clientX, clientY } = event;
  corner.setPointerCapture(event.pointerId);
  const move = (now: PointerEvent) => {
    const wider = Math.round((now.clientX - clientX) / width);
    const wide = Math.min(columns, Math.max(1, before + wider));
    resizeChart(metric.name, wide, height + now.clientY - clientY);
  };
  const end = () => {
    corner.removeEventListener("pointermove", move);
    corner.removeEventListener("lostpointercapture", end);
  };
  corner.addEventListener("pointermove", move);
  corner.addEventListener("lostpointercapture", end);
}
