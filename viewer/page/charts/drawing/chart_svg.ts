import { alertsSvg, type SvgAlerts } from "./alerts_svg.ts";
import type { ChartScene } from "./chart_scene.ts";
import { drawLines, type LinePainter, type PlotBox } from "./draw_lines.ts";
import { escapeXml } from "./escape_xml.ts";
import type { PathSink } from "./trace.ts";

/** The ticks of an axis: the place of each, from 0 to 1, and its label. */
export type SvgAxis = { at: number; text: string }[];

/** The content of an SVG of a chart. Lengths are in pixels. */
export interface ChartSvg {
  name: string;
  scene: ChartScene;
  /** The area of the lines. */
  box: PlotBox;
  width: number;
  height: number;
  x: SvgAxis;
  y: SvgAxis;
  /** What the axes are of. */
  titles?: { x: string; y: string };
  /** What is marked on it. Default: nothing. */
  alerts?: SvgAlerts;
  colors: { background: string; text: string; muted: string; grid: string };
}

const HEAD = 30;
const LINE = 18;
const LINE_HEIGHT = 14;

/** A chart as SVG, with its name above, its runs and its alerts below. Markup in names is escaped. */
export function chartSvg(
  { name, scene, box, width, height, x, y, titles, alerts, colors }: ChartSvg,
): string {
  const marked = alerts && alertsSvg(scene, box, width, alerts, colors);
  const belowLines = HEAD + height + scene.lines.length * LINE;
  const total = belowLines + (marked?.height ?? 0) + 8;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" ` +
    `viewBox="0 0 ${width} ${total}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="${colors.background}"/>`,
    `<text x="12" y="20" font-weight="bold" fill="${colors.text}">${escapeXml(name)}</text>`,
    `<g transform="translate(0 ${HEAD})">`,
    `<clipPath id="box"><rect x="${box.left}" y="${box.top}" ` +
    `width="${box.width}" height="${box.height}"/></clipPath>`,
  ];
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  for (const { at, text } of x) {
    const left = round(box.left + at * box.width);
    const lines = text.split("\n").map((line, i) =>
      `<tspan x="${left}" dy="${i === 0 ? 0 : LINE_HEIGHT}">${escapeXml(line)}</tspan>`
    );
    parts.push(
      `<path d="M${left} ${box.top}V${bottom}" stroke="${colors.grid}"/>` +
        `<text y="${bottom + 16}" text-anchor="middle" font-size="11" ` +
        `fill="${colors.muted}">${lines.join("")}</text>`,
    );
  }
  for (const { at, text } of y) {
    const top = round(box.top + (1 - at) * box.height);
    parts.push(
      `<path d="M${box.left} ${top}H${right}" stroke="${colors.grid}"/>` +
        `<text x="${box.left - 6}" y="${round(top + 4)}" text-anchor="end" font-size="11" ` +
        `fill="${colors.muted}">${escapeXml(text)}</text>`,
    );
  }
  if (titles !== undefined) {
    const middle = round(box.top + box.height / 2);
    parts.push(
      `<text x="${right}" y="${height - 4}" style="text-anchor:end" font-size="11" ` +
        `fill="${colors.muted}">${escapeXml(titles.x)}</text>`,
      `<text transform="translate(11 ${middle}) rotate(-90)" style="text-anchor:middle" ` +
        `font-size="11" fill="${colors.muted}">${escapeXml(titles.y)}</text>`,
    );
  }
  parts.push('<g clip-path="url(#box)" fill="none" stroke-linejoin="round">');
  drawLines(svgPainter(parts, colors.text), scene, box, 1, null);
  parts.push("</g>", ...marked?.marks ?? [], "</g>");
  scene.lines.forEach(({ name, color, dash }, i) => {
    const top = HEAD + height + LINE * i;
    const mark = dash === undefined
      ? `<rect x="14" y="${top + 2}" width="8" height="8" fill="${color}"/>`
      : `<path d="M6 ${top + 6}H26" stroke="${color}" stroke-width="2" ` +
        `stroke-dasharray="${dash.join(" ")}"/>`;
    parts.push(
      mark +
        `<text x="30" y="${top + 10}" fill="${colors.text}">${escapeXml(name)}</text>`,
    );
  });
  parts.push(...marked?.list(belowLines) ?? [], "</svg>");
  return parts.join("\n");
}

function svgPainter(parts: string[], textColor: string): LinePainter {
  const pathOf = (trace: (sink: PathSink) => void): string => {
    const path: string[] = [];
    trace({
      moveTo: (x, y) => path.push(`M${round(x)} ${round(y)}`),
      lineTo: (x, y) => path.push(`L${round(x)} ${round(y)}`),
    });
    return path.join("");
  };
  return {
    fill(trace, color, opacity) {
      const path = pathOf(trace);
      if (path !== "") parts.push(`<path d="${path}Z" fill="${color}" opacity="${opacity}"/>`);
    },
    stroke(trace, color, width, opacity, dash = []) {
      const path = pathOf(trace);
      if (path === "") return;
      parts.push(
        `<path d="${path}" stroke="${color}" stroke-width="${width}" ` +
          (dash.length > 0 ? `stroke-dasharray="${dash.join(" ")}" ` : "") +
          `opacity="${opacity}"/>`,
      );
    },
    text(left, bottom, text, size) {
      parts.push(
        `<text x="${round(left)}" y="${
          round(bottom)
        }" style="text-anchor:middle" font-size="${size}" ` +
          `fill="${textColor}" >${escapeXml(text)}</text>`,
      );
    },
    dot(x, y, radius, color, opacity) {
      parts.push(
        `<circle cx="${round(x)}" cy="${
          round(y)
        }" r="${radius}" fill="${color}" opacity="${opacity}"/>`,
      );
    },
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
