import { useRef, useState } from "preact/hooks";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { useInView } from "../ui/use_in_view.ts";
import { ChartBody } from "./chart_body.tsx";
import type { ChartBodyProps } from "./chart_body_props.ts";
import type { DrawnChart } from "./drawn_chart.ts";
import { ChartLegend } from "./chart_legend.tsx";
import { GroupLegend } from "./group_legend.tsx";
import { GroupedBody } from "./grouped_body.tsx";
import { dragCorner } from "./drag_corner.ts";
import { FullScreenIcon } from "./full_screen_icon.tsx";
import { PinIcon } from "./pin_icon.tsx";
import { readingOrder } from "./reading_order.ts";
import { drawsGroups } from "../groups/draws_groups.ts";
import { saveCsv, saveGroupsCsv, savePng, saveSvg } from "./save_chart.ts";
import { xKind } from "./settings/chart_settings.ts";
import { resizeChart, togglePin } from "./settings/chart_layout.ts";
import { fullScreenChart } from "./settings/full_screen.ts";
import { combiningHost, splitChart } from "./settings/combined_metrics.ts";
import { boardsOf, chartTitle, shortName } from "./settings/metric_entries.ts";
import { chooseScales, chosenScales, type YScales } from "./settings/y_scales.ts";
import type { PlacedChart } from "./settings/place_charts.ts";
import { TextBody } from "./text_body.tsx";
import { ValuesDialog, type ValuesDialogProps } from "./values_dialog.tsx";

/** Props of {@linkcode ChartCard}. */
export interface ChartCardProps {
  chart: PlacedChart;
  /** How many columns the panel has. */
  columns: number;
  isPinned: boolean;
  /** A function that moves the chart one position earlier (-1) or later (1) in its group; `null` at the end. */
  onMove: (by: -1 | 1) => (() => void) | null;
  /** Called with the metric whose chart was dropped on this one. */
  onDrop: (name: string) => void;
}

/** The data type of a dragged chart; the data is the name of its metric. */
const DRAG_TYPE = "application/x-kobo-metric";

/** A chart with its head (name, pin, full screen, menu) and a corner that resizes it. */
export function ChartCard({ chart, columns, isPinned, onMove, onDrop }: ChartCardProps) {
  const { metric, height } = chart;
  const { name, type } = metric;
  const title = chartTitle(metric);
  const isCombined = metric.others !== undefined;
  const card = useRef<HTMLElement>(null);
  const drawn = useRef<DrawnChart | null>(null);
  const inFull = useRef<DrawnChart | null>(null);
  const active = useInView(card);
  const [isDrawn, setDrawn] = useState(false);
  const [isFullDrawn, setFullDrawn] = useState(false);
  const isFullScreen = fullScreenChart.value === name;
  const [legendHeight, setLegendHeight] = useState(50);
  const [isTarget, setTarget] = useState(false);
  /** What is shown with all values at one x. */
  const [values, setValues] = useState<
    Pick<ValuesDialogProps, "scene" | "isBoolean" | "x"> | null
  >(null);
  /** Why the last file was not saved, or what it lacks. */
  const [saveMessage, setSaveMessage] = useState<string | null>(null);

  const fail = (error: Error) => setSaveMessage(`The file was not saved. ${error.message}`);
  const save = async (
    { current }: ChartBodyProps["drawn"],
    how: (name: string, drawn: DrawnChart) => void | Promise<void>,
  ) => {
    if (!current) return;
    try {
      await how(title, current);
    } catch (error) {
      fail(error as Error);
    }
  };
  const showValues = ({ current }: ChartBodyProps["drawn"]) => {
    if (!current) return;
    const { scene, isBoolean, lastX } = current;
    setValues({ scene, isBoolean, x: lastX.current });
  };
  const isGrouped = drawsGroups.value;
  const saveRows = () =>
    saveCsv(metric).then(
      (missing) =>
        setSaveMessage(
          missing && `The file does not contain all rows: ${missing}. Zoom in to export more.`,
        ),
      fail,
    );
  const scalesItem = (scales: YScales) =>
    chosenScales(name) === scales ? null : () => chooseScales(name, scales);
  /** What can be had of a chart: of the one in its card, or in full screen. */
  const fileItems = (target: ChartBodyProps["drawn"], isDrawn: boolean): MenuItem[] => {
    if (type === "string") return [];
    const ofDrawn = (run: () => void) => isDrawn ? run : null;
    return [
      { label: "All values at the cursor…", run: ofDrawn(() => showValues(target)) },
      { label: "Download PNG", run: ofDrawn(() => save(target, savePng)) },
      { label: "Download SVG", run: ofDrawn(() => save(target, saveSvg)) },
      {
        label: "Download CSV",
        run: isGrouped ? ofDrawn(() => save(target, saveGroupsCsv)) : saveRows,
      },
    ];
  };
  const combineItems: MenuItem[] = type === "string" ? [] : [
    { label: "Combine with other metrics…", run: () => combiningHost.value = name },
    ...isCombined
      ? [
        { label: "Split into single charts", run: () => splitChart(name) },
        { label: "One y scale for all", run: scalesItem("shared") },
        { label: "A y scale for each metric", run: scalesItem("own") },
      ]
      : [],
  ];
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
    ...combineItems,
    ...fileItems(drawn, isDrawn),
  ];
  const rank = () => readingOrder(card.current);
  const body = (
    height: number,
    active: boolean,
    target: ChartBodyProps["drawn"],
    onDrawn: ChartBodyProps["onDrawn"],
    isLarge = false,
  ) => {
    if (type === "string") return <TextBody metric={metric} height={height} active={active} />;
    const Body = isGrouped ? GroupedBody : ChartBody;
    return (
      <Body
        metric={metric}
        height={height}
        active={active}
        rank={rank}
        isLarge={isLarge}
        drawn={target}
        onDrawn={onDrawn}
        onValues={() => showValues(target)}
      />
    );
  };

  return (
    <section
      class={isTarget ? "chart-card is-target" : "chart-card"}
      ref={card}
      aria-label={title}
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
        onDragStart={(event) => event.dataTransfer?.setData(DRAG_TYPE, name)}
      >
        <h3 title={title}>
          {isCombined || isPinned || metric.title !== undefined ? title : shortName(name)}
        </h3>
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
          onClick={() => fullScreenChart.value = name}
        >
          <FullScreenIcon />
        </button>
        <Menu label={`More for ${title}`} items={items} />
      </header>
      {body(height, active && !isFullScreen, drawn, setDrawn)}
      <div
        class="chart-corner"
        onPointerDown={(event) => card.current && dragCorner(event, card.current, chart, columns)}
      />
      {saveMessage !== null && (
        <Dialog
          title={`File of ${name}`}
          onClose={() => setSaveMessage(null)}
        >
          <p role="status">{saveMessage}</p>
        </Dialog>
      )}
      {isFullScreen && (
        <Dialog
          large
          title={title}
          actions={type !== "string" && (
            <Menu
              label={`More for ${name} in full screen`}
              items={fileItems(inFull, isFullDrawn)}
            />
          )}
          onClose={() => {
            if (fullScreenChart.peek() === name) fullScreenChart.value = "";
          }}
        >
          {body(Math.max(200, innerHeight - 120 - legendHeight), true, inFull, setFullDrawn, true)}
          {isGrouped
            ? <GroupLegend />
            : <ChartLegend boards={boardsOf(metric)} onHeight={setLegendHeight} />}
        </Dialog>
      )}
      {values && (
        <ValuesDialog
          name={title}
          kind={xKind.value}
          {...values}
          onClose={() => setValues(null)}
        />
      )}
    </section>
  );
}
