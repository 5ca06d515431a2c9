import type uPlot from "uplot";
import { api } from "../state/api_client.ts";
import { saveText } from "../ui/download.ts";
import { boardTitle } from "../state/store.ts";
import { themeColor } from "../state/theme.ts";
import { chartCsv } from "./chart_csv.ts";
import { chartSvg, type SvgAxis } from "./drawing/chart_svg.ts";
import type { ChartScene } from "./drawing/chart_scene.ts";
import { xKind, xMetric, xRange } from "./settings/chart_settings.ts";
import type { MetricEntry } from "./settings/metric_entries.ts";

/** What a chart has drawn. */
interface Drawn {
  scene: ChartScene;
  plot: { current: uPlot | null };
}

/** How many points of each run a file has at most. */
const CSV_POINTS = 100_000;
const FONT = "12px system-ui, sans-serif";
const LINE = 18;

/** Saves a chart as it is drawn, with its name and its runs. */
export function savePng(name: string, { scene, plot }: Drawn): void {
  const source = plot.current!.ctx.canvas;
  const scale = source.width / plot.current!.width;
  const legend = scene.lines;
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height + (30 + legend.length * LINE + 8) * scale;
  const context = canvas.getContext("2d")!;
  context.fillStyle = themeColor("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 30 * scale);
  context.scale(scale, scale);
  context.textBaseline = "middle";
  context.fillStyle = themeColor("--text");
  context.font = `bold ${FONT}`;
  context.fillText(name, 12, 16);
  context.font = FONT;
  legend.forEach(({ name, color }, i) => {
    const top = 30 + source.height / scale + LINE * (i + 0.5);
    context.fillStyle = color;
    context.fillRect(14, top - 4, 8, 8);
    context.fillStyle = themeColor("--text");
    context.fillText(name, 30, top);
  });
  canvas.toBlob((blob) => blob && saveBlob(`${name}.png`, blob), "image/png");
}

/** Saves a chart as it is drawn, with its name and its runs, as lines. */
export function saveSvg(name: string, { scene, plot }: Drawn): void {
  const { width, height, bbox, axes, over } = plot.current!;
  const box = {
    left: over.offsetLeft,
    top: over.offsetTop,
    width: over.clientWidth,
    height: over.clientHeight,
  };
  if (box.width === 0) Object.assign(box, bbox);
  const svg = chartSvg({
    name,
    scene,
    box,
    width,
    height,
    x: readAxis(axes[0]),
    y: readAxis(axes[1]),
    colors: {
      background: themeColor("--surface"),
      text: themeColor("--text"),
      muted: themeColor("--muted"),
      grid: themeColor("--grid"),
    },
  });
  saveText(`${name}.svg`, "image/svg+xml", svg);
}

/**
 * Saves the rows of a metric, of the piece in sight.
 *
 * @returns What the file leaves out, in plain words; `null` where it is all there is.
 * @throws {Error} Where a run cannot be read.
 */
export async function saveCsv({ name, boards }: MetricEntry): Promise<string | null> {
  const { text, leftOut } = await chartCsv({
    metric: name,
    runs: boards.map((board) => ({ board, title: boardTitle(board) })),
    xKind: xKind.peek(),
    xMetric: xMetric.peek(),
    range: xRange.peek(),
    most: CSV_POINTS,
    ask: async (request) => (await api.series([request]))[0],
  });
  saveText(`${name}.csv`, "text/csv", text);
  return leftOut;
}

/** uPlot keeps the ticks of an axis under names that its types leave out. */
function readAxis(axis: uPlot.Axis): SvgAxis {
  const { _splits = [], _values = [] } = axis as { _splits?: number[]; _values?: string[] };
  return _splits.map((at, i) => ({ at, text: String(_values[i] ?? "") }));
}

function saveBlob(filename: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = filename.replace(/[^\p{L}\p{N}.-]+/gu, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
