import type { XKind } from "../settings/chart_settings.ts";
import { type ChartScene, scaleX } from "./chart_scene.ts";
import { formatX } from "./format_x.ts";

/** An alert of a run, at its place on the x axis. */
export interface ChartAlert {
  /** No other alert has it. */
  key: string;
  /** The name of its run. */
  run: string;
  x: number;
  level: keyof typeof ALERT_LEVELS;
  title: string;
  /** `null` for nothing. */
  text: string | null;
}

/** The mark of an alert, or of several that are close to each other. */
export interface AlertMark {
  key: string;
  /** In pixels, from the left edge of the plot. */
  left: number;
  alerts: ChartAlert[];
  /** The level of its alert that matters most. */
  level: ChartAlert["level"];
}

/** The levels: with the word of each, its shape in a box of 14 by 14, and the sign in that. */
export const ALERT_LEVELS = {
  error: {
    word: "Error",
    shape: "M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z",
    sign: "✕",
    signY: 10.2,
  },
  warn: { word: "Warning", shape: "M7 1L13.5 13H.5z", sign: "!", signY: 11.5 },
  info: { word: "Info", shape: "M7 1a6 6 0 1 1 0 12a6 6 0 1 1 0-12z", sign: "i", signY: 10.2 },
} as const;

/** From the one that matters most. */
const ORDER = ["error", "warn", "info"] as const;
/** Alerts whose marks would be closer than this, in pixels, share one: it has its count beside it. */
const CLOSE = 28;

/**
 * The marks of the alerts in view, in the order of the x axis.
 *
 * @param width Of the plot, in pixels.
 */
export function alertMarksOf(
  scene: ChartScene,
  alerts: readonly ChartAlert[],
  width: number,
): AlertMark[] {
  const { place } = scaleX(scene);
  const placed = alerts.map((alert) => ({ alert, at: place(alert.x) }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .sort((a, b) => a.at - b.at);
  const marks: AlertMark[] = [];
  for (const { alert, at } of placed) {
    const left = at * width;
    const last = marks.at(-1);
    if (last !== undefined && left - last.left < CLOSE) {
      last.alerts.push(alert);
      if (ORDER.indexOf(alert.level) < ORDER.indexOf(last.level)) last.level = alert.level;
    } else marks.push({ key: alert.key, left, alerts: [alert], level: alert.level });
  }
  return marks;
}

/** An alert in one line: `Warning at 3,000 of train 0: loss rises`. */
export function describeAlert({ level, title, run, x }: ChartAlert, kind: XKind): string {
  return `${ALERT_LEVELS[level].word} at ${formatX(x, kind)} of ${run}: ${title}`;
}
