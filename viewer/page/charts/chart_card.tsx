import { useRef, useState } from "preact/hooks";
import { useInView } from "../ui/use_in_view.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { ChartBody, type ChartBodyProps } from "./chart_body.tsx";
import { type PlacedChart, resizeChart, togglePin } from "./settings/chart_layout.ts";
import { ChartLegend } from "./chart_legend.tsx";
import { saveCsv, savePng, saveSvg } from "./save_chart.ts";
import { shortName } from "./settings/metric_entries.ts";
import { readingOrder } from "./settings/reading_order.ts";
import { TextBody } from "./text_body.tsx";

/** What {@linkcode ChartCard} takes. */
export interface ChartCardProps {
  chart: PlacedChart;
  /** How many columns there are. */
  columns: number;
  isPinned: boolean;
  /** Moves it in its group by so many places; `null` where it is at that end. */
  onMove: (by: -1 | 1) => (() => void) | null;
  /** Called with the metric that was dropped on this one. */
  onDrop: (name: string) => void;
}

/** What a dragged chart is known by. */
const DRAG_TYPE = "application/x-kobo-metric";

/** A chart with its head: name, pin, full screen, menu, and a corner to drag. */
export function ChartCard({ chart, columns, isPinned, onMove, onDrop }: ChartCardProps) {
  const { metric, height } = chart;
  const { name, type } = metric;
  const card = useRef<HTMLElement>(null!);
  const drawn = useRef<ChartBodyProps["drawn"]["current"]>(null);
  const active = useInView(card);
  const [full, setFull] = useState(false);
  const [isTarget, setTarget] = useState(false);
  /** What is to be said about the last file: it failed, or is not all. */
  const [saved, setSaved] = useState<string | null>(null);

  const save = (how: typeof savePng) => () => {
    if (drawn.current && drawn.current.scene.lines.length > 0) how(name, drawn.current);
  };
  const saveRows = () =>
    saveCsv(metric).then(
      (leftOut) => setSaved(leftOut && `The file has not all rows: ${leftOut}. Zoom in for more.`),
      (error: Error) => setSaved(`No file was saved. ${error.message}`),
    );
  const resize = (wider: number, higher: number) => () =>
    resizeChart(name, Math.min(columns, chart.columns + wider), height + higher);
  const items: MenuItem[] = [
    { label: isPinned ? "Unpin" : "Pin to the top", run: () => togglePin(name) },
    { label: "Move earlier", run: onMove(-1) },
    { label: "Move later", run: onMove(1) },
    { label: "Wider", run: chart.columns < columns ? resize(1, 0) : null },
    { label: "Narrower", run: chart.columns > 1 ? resize(-1, 0) : null },
    { label: "Taller", run: resize(0, 60) },
    { label: "Shorter", run: height > 130 ? resize(0, -60) : null },
    ...(type === "string" ? [] : [
      { label: "Download PNG", run: save(savePng) },
      { label: "Download SVG", run: save(saveSvg) },
      { label: "Download CSV", run: saveRows },
    ]),
  ];
  const place = () => readingOrder(card.current);
  const body = (height: number, active: boolean, target: ChartBodyProps["drawn"]) =>
    type === "string"
      ? <TextBody metric={metric} height={height} active={active} />
      : <ChartBody {...{ metric, height, active, place }} drawn={target} />;

  return (
    <section
      class={isTarget ? "chart-card is-target" : "chart-card"}
      ref={card}
      aria-label={name}
      style={{ gridColumn: `span ${chart.columns}` }}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => {
        setTarget(false);
        const dragged = event.dataTransfer?.getData(DRAG_TYPE);
        if (!dragged) return;
        event.preventDefault();
        onDrop(dragged);
      }}
    >
      <header
        class="chart-head"
        draggable
        onDragStart={(event) => event.dataTransfer!.setData(DRAG_TYPE, name)}
      >
        <h3 title={name}>{shortName(name)}</h3>
        <button
          type="button"
          class="icon-button chart-action"
          aria-label={isPinned ? `Unpin ${name}` : `Pin ${name} to the top`}
          aria-pressed={isPinned}
          title={isPinned ? "Unpin" : "Pin to the top"}
          onClick={() => togglePin(name)}
        >
          <PinIcon />
        </button>
        <button
          type="button"
          class="icon-button chart-action"
          aria-label={`Show ${name} in full screen`}
          title="Full screen"
          onClick={() => setFull(true)}
        >
          <FullIcon />
        </button>
        <Menu label={`More for ${name}`} items={items} />
      </header>
      {body(height, active && !full, drawn)}
      <div
        class="chart-corner"
        onPointerDown={(event) => dragCorner(event, card, chart, columns)}
      />
      {saved !== null && (
        <Dialog title={`CSV of ${name}`} onClose={() => setSaved(null)}>
          <p role="status">{saved}</p>
        </Dialog>
      )}
      {full && (
        <Dialog large title={name} onClose={() => setFull(false)}>
          {body(Math.max(200, innerHeight - 170), true, { current: null })}
          <ChartLegend boards={metric.boards} />
        </Dialog>
      )}
    </section>
  );
}

/** The chart follows the pointer; its width goes by whole columns. */
function dragCorner(
  event: PointerEvent,
  card: { current: HTMLElement | null },
  { metric, columns: before, height }: PlacedChart,
  columns: number,
): void {
  event.preventDefault();
  const corner = event.currentTarget as HTMLElement;
  const width = card.current!.clientWidth / before;
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

function PinIcon() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M9.5 1.5 14.5 6.5 11 8 10.5 12 4 5.5 8 5ZM6.5 9.5 2 14" />
    </svg>
  );
}

function FullIcon() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M9.5 2H14V6.5M14 2 9 7M6.5 14H2V9.5M2 14 7 9" />
    </svg>
  );
}
