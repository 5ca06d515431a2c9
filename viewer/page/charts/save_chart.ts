import type uPlot from "uplot";
import { api } from "../state/api_client.ts";
import { boardTitle } from "../state/board_title.ts";
import { themeColor } from "../state/theme.ts";
import { saveFile } from "../ui/save_file.ts";
import { toCsv } from "../values/to_csv.ts";
import type { DrawnChart } from "./drawn_chart.ts";
import { chartCsv, type ChartCsvOptions, combinedCsv } from "./chart_csv.ts";
import { chartSvg, type SvgAxis } from "./drawing/chart_svg.ts";
import { xKind, xMetric, xRange } from "./settings/chart_settings.ts";
import { chartTitle, type MetricEntry } from "./settings/metric_entries.ts";

/** About how many points of each run a CSV file contains, at most. */
const CSV_POINTS = 100_000;
/** A PNG has at least this many pixels per CSS pixel: for slides and papers. */
const PNG_SCALE = 2;

/**
 * Saves a chart as a PNG image: its SVG, at twice the size that it is drawn with.
 *
 * @throws {Error} If the browser cannot make an image of that size.
 */
export async function savePng(name: string, drawn: DrawnChart): Promise<void> {
  const svg = svgOf(name, drawn);
  if (svg === null) return;
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.max(PNG_SCALE, devicePixelRatio);
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (png === null) {
      throw new Error(
        `The browser makes no image of ${canvas.width} x ${canvas.height} pixels: ` +
          "select fewer runs, or save it as SVG",
      );
    }
    saveFile(`${name}.png`, png);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Saves a chart as an SVG image, as it is drawn, with its name and a legend. */
export function saveSvg(name: string, drawn: DrawnChart): void {
  const svg = svgOf(name, drawn);
  if (svg !== null) saveFile(`${name}.svg`, svg);
}

/** A chart with its name and a legend; `null` where it is not drawn. */
function svgOf(
  name: string,
  { scene, titles, alerts, plot: { current: plot } }: DrawnChart,
): Blob | null {
  if (!plot) return null;
  const { width, height, bbox, axes, over } = plot;
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
    titles,
    alerts: {
      alerts,
      kind: xKind.peek(),
      colors: {
        error: themeColor("--bad"),
        warn: themeColor("--warning"),
        info: themeColor("--accent"),
      },
    },
    colors: {
      background: themeColor("--surface"),
      text: themeColor("--text"),
      muted: themeColor("--muted"),
      grid: themeColor("--grid"),
    },
  });
  return new Blob([svg], { type: "image/svg+xml" });
}

/**
 * Saves the rows of a metric in the visible range as a CSV file.
 *
 * @returns How many rows of which runs the file lacks; `null` if it has all of them.
 * @throws {Error} If a run cannot be read.
 */
export async function saveCsv(entry: MetricEntry): Promise<string | null> {
  const { others = [] } = entry;
  const { text, missing } = others.length === 0
    ? await chartCsv(csvOptions(entry))
    : await combinedCsv([entry, ...others].map(csvOptions));
  saveFile(`${chartTitle(entry)}.csv`, new Blob([text], { type: "text/csv" }));
  return missing;
}

function csvOptions({ name, boards }: MetricEntry): ChartCsvOptions {
  return {
    metric: name,
    runs: boards.map((board) => ({ board, title: boardTitle(board) })),
    xKind: xKind.peek(),
    xMetric: xMetric.peek(),
    range: xRange.peek(),
    maxPoints: CSV_POINTS,
    request: async (request) => {
      const [series] = await api.series([request]);
      if (series === undefined) throw new Error("The server sent no series");
      return series;
    },
  };
}

/** Saves the points of groups as they are drawn: all x, or those that sampling kept. */
export function saveGroupsCsv(name: string, { scene }: DrawnChart): void {
  const isCombined = scene.lines.some(({ metric }) => metric !== undefined);
  const rows = scene.lines.flatMap((line) => {
    const { name, metric, groupName = name, points: { x } } = line;
    const { y, band } = line.logged ?? { ...line, y: line.points.y };
    const head = isCombined ? [groupName, metric] : [groupName];
    const bandAt = (i: number) => [band?.low[i], band?.high[i], band?.counts[i]];
    return [...x].map((at, i) => [...head, at, y[i], ...bandAt(i)]);
  });
  const head = isCombined ? ["group", "metric", "x", "value"] : ["group", "x", name];
  const text = toCsv([...head, "low", "high", "n"], rows);
  saveFile(`${name}.csv`, new Blob([text], { type: "text/csv" }));
}

/** uPlot keeps the ticks of an axis in properties that its types do not declare. */
function readAxis(axis: uPlot.Axis | undefined): SvgAxis {
  const { _splits = [], _values = [] } = { ...axis } as { _splits?: number[]; _values?: string[] };
  return _splits.map((at, i) => ({ at, text: String(_values[i] ?? "") }));
}
