/**
 * A part of boards that may be left out: `config`, what the script was configured with; `argv`, its
 * address and arguments; `host`, what it ran on; `logs`, what it printed, and the writer's log; its
 * `alerts`; rows and files of `media`, rows of `tables` and `histograms`; `notes`, also titles and
 * tags.
 */
export type SharePart =
  | "config"
  | "argv"
  | "host"
  | "logs"
  | "alerts"
  | "media"
  | "tables"
  | "histograms"
  | "notes";

/** All of them. */
export const SHARE_PARTS: readonly SharePart[] = [
  "config",
  "argv",
  "host",
  "logs",
  "alerts",
  "media",
  "tables",
  "histograms",
  "notes",
];
