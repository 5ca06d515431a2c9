import { labelWidth } from "../../values/label_width.ts";
import type { XKind } from "../settings/chart_settings.ts";
import {
  ALERT_LEVELS,
  type AlertMark,
  alertMarksOf,
  type ChartAlert,
  describeAlert,
} from "./alert_marks_of.ts";
import type { ChartScene } from "./chart_scene.ts";
import type { PlotBox } from "./draw_lines.ts";
import { escapeXml } from "./escape_xml.ts";

/** So many alerts are listed below a chart. */
const MAX_LISTED = 12;
const LINE = 16;
/** Half of a mark's width. */
const HALF = 7;

/** The alerts of a chart that is saved. */
export interface SvgAlerts {
  alerts: readonly ChartAlert[];
  kind: XKind;
  /** The colour of each level. */
  colors: Record<ChartAlert["level"], string>;
}

/** What a saved chart has of its alerts: marks in the plot, and a list below it. */
export interface AlertsSvg {
  marks: string[];
  /** @param top The upper edge of the list, in pixels. */
  list: (top: number) => string[];
  /** The height of the list, in pixels. */
  height: number;
}

/** Writes the alerts in view as SVG: an image has no pointer that would ask for their texts. */
export function alertsSvg(
  scene: ChartScene,
  box: PlotBox,
  width: number,
  { alerts, kind, colors }: SvgAlerts,
  { text, background }: { text: string; background: string },
): AlertsSvg {
  const found = alertMarksOf(scene, alerts, box.width);
  const all = found.flatMap(({ alerts }) => alerts);
  const lines = all.slice(0, MAX_LISTED).map((alert) => ({
    color: colors[alert.level],
    line: fit(describeAlert(alert, kind), width - 40),
  }));
  if (all.length > MAX_LISTED) {
    lines.push({ color: text, line: `and ${all.length - MAX_LISTED} more alerts` });
  }
  return {
    marks: found.map((mark) => markSvg(mark, box, colors[mark.level], background)),
    list: (top) =>
      lines.map(({ color, line }, i) =>
        `<circle cx="18" cy="${top + LINE * i + 6}" r="4" fill="${color}"/>` +
        `<text x="30" y="${top + LINE * i + 10}" font-size="11" fill="${text}">` +
        `${escapeXml(line)}</text>`
      ),
    height: LINE * lines.length,
  };
}

function markSvg(
  { left, alerts, level }: AlertMark,
  box: PlotBox,
  color: string,
  background: string,
): string {
  const { shape, sign, signY } = ALERT_LEVELS[level];
  const at = Math.round((box.left + left) * 100) / 100;
  const count = alerts.length > 1
    ? `<text x="${2 * HALF + 2}" y="9" font-size="10" fill="${color}">${alerts.length}</text>`
    : "";
  return `<g class="alert"><path d="M${at} ${box.top + 2 * HALF}V${box.top + box.height}" ` +
    `stroke="${color}" stroke-dasharray="3 3" opacity="0.55"/>` +
    `<g transform="translate(${at - HALF} ${box.top - 2})"><path d="${shape}" fill="${color}"/>` +
    `<text x="${HALF}" y="${signY}" style="text-anchor:middle" font-size="8.5" ` +
    `font-weight="bold" fill="${background}">${sign}</text>${count}</g></g>`;
}

/** As much of a text as a line has room for. */
function fit(text: string, width: number): string {
  const line = text.replace(/\s+/g, " ");
  const most = Math.max(8, Math.floor(width / labelWidth("x")));
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
