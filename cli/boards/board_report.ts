/**
 * Prints a board for people. It has more than 300 lines as each section has its columns here.
 *
 * @module
 */
import { lookAlikes } from "../../format/look_alikes.ts";
import { configChangesOf } from "../../format/config_changes.ts";
import { keptRowsOf } from "../../format/kept_rows.ts";
import { attempt } from "../../system/attempt.ts";
import type { BoardReader, JsonValue, MetricInfo } from "../../reader/mod.ts";
import { parseDate } from "../../reader/shared/parse_date.ts";
import { print } from "../output/print.ts";
import { Progress } from "../output/progress.ts";
import { displayWidth } from "../text/display_width.ts";
import { formatBytes, formatCount, formatNumber, plural } from "../text/format_number.ts";
import { formatAge } from "../text/format_time.ts";
import { outputWidth } from "../text/output_width.ts";
import { sparkline } from "../text/sparkline.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";
import { type TableColumn, type TextCell, textTable } from "../text/text_table.ts";
import { truncate } from "../text/truncate.ts";
import {
  lastAlerts,
  type StepSummary,
  summarizeFiles,
  summarizeMedia,
  summarizeNames,
  summarizeSteps,
} from "./content_summary.ts";
import { flattenConfig } from "./flatten_config.ts";
import type { SectionReader } from "./section_reader.ts";
import { startText } from "./start_text.ts";
import { statusStyle } from "./status_style.ts";

const HISTOGRAM_WIDTH = 24;
/** Longer text values are truncated in the table of metrics. */
const MAX_TEXT_WIDTH = 24;
/** To read the curve of a metric takes as long as the board has columns: of 20,000, a second. */
const MAX_CURVE_COLUMNS = 100_000;
/** Values are shown at least this wide, even in a narrower terminal. */
const MIN_VALUE_WIDTH = 8;
const MAX_KEY_WIDTH = 32;

/** A property and its value. Only text that this file styles may contain escape sequences. */
type Property = [key: string, value: string | { styled: string }];

/** Prints a board on stdout for people to read, section by section. */
export class BoardReport {
  readonly #reader: BoardReader;
  readonly #sections: SectionReader;
  readonly #limit: number;
  readonly #width = outputWidth();

  /** @param limit The maximum number of lines per section. */
  constructor(reader: BoardReader, sections: SectionReader, limit: number) {
    this.#reader = reader;
    this.#sections = sections;
    this.#limit = limit;
  }

  /** Prints all sections that can be read and are not empty. */
  async print(): Promise<void> {
    this.#printHeader(await this.#sections.read("metrics", () => summarizeSteps(this.#reader)));
    await this.#sections.read("summary", () => this.#printSummary());
    await this.#sections.read("alerts", () => this.#printAlerts());
    this.#printConfig();
    this.#printConfigChanges();
    await this.#sections.read("metrics", () => this.#printMetrics());
    await this.#sections.read("media", () => this.#printMedia());
    await this.#sections.read("files", () => this.#printFiles());
    await this.#sections.read("tables", () => this.#printTables());
    await this.#sections.read("histograms", () => this.#printHistograms());
  }

  #printHeader(summary?: StepSummary): void {
    const { metadata, status, live, reason, boardDir, boardId } = this.#reader;
    const { steps, globalStep = null, lastRowAt = null } = summary ?? {};
    const end = metadata.finished_at === undefined ? lastRowAt : parseDate(metadata.finished_at);
    const wasKilled = !live && metadata.status === "running";
    const state = applyStyle(statusStyle(status), status) + (live ? ", a process writes it" : "") +
      (wasKilled ? ", killed; kobo repair completes its files" : "");
    const id = terminalText(boardId);
    const { title: given, group, rank, worldSize, tags, notes } = this.#reader;
    const title = truncate(
      terminalText(given ?? metadata.name),
      Math.max(MIN_VALUE_WIDTH, this.#width - displayWidth(id) - 2),
    );
    print(`${applyStyle("bold", title)}  ${applyStyle("dim", id)}\n`);
    const { deno, os, git_commit: commit } = metadata.runtime ?? {};
    this.#printProperties([
      ["status", { styled: state }],
      ...reason === null ? [] : [["reason", reason] satisfies Property],
      ["started", startText(metadata, end)],
      [
        "steps",
        (steps === undefined ? "–" : formatCount(steps)) +
        (globalStep === null ? "" : `, global step ${formatCount(globalStep)}`),
      ],
      ...metadata.forked_from === undefined
        ? []
        : [["fork of", forkText(metadata.forked_from)] satisfies Property],
      ...keptTexts(boardDir),
      ...given === null ? [] : [["name", metadata.name] satisfies Property],
      ...group === null ? [] : [["group", group] satisfies Property],
      ...rank === null ? [] : [["rank", rankText(rank, worldSize)] satisfies Property],
      ...tags.length === 0 ? [] : [["tags", tags.join(", ")] satisfies Property],
      ...notes === null ? [] : [["notes", notes] satisfies Property],
      ["backend", metadata.backend],
      [
        "runtime",
        [
          typeof deno === "string" && `Deno ${deno}`,
          typeof os === "string" && os,
          typeof commit === "string" && `git ${commit.slice(0, 10)}`,
        ].filter(Boolean).join(", "),
      ],
      ["folder", boardDir],
    ]);
  }

  async #printSummary(): Promise<void> {
    const entries = Object.entries(await this.#reader.summary());
    if (entries.length === 0) return;
    this.#printTitle("Summary", entries.length);
    this.#printProperties(
      entries.slice(0, this.#limit).map((
        [name, value],
      ) => [name, typeof value === "number" ? formatNumber(value) : String(value ?? "–")]),
    );
    this.#printOmitted(entries.length, "value");
  }

  #printConfigChanges(): void {
    const changes = configChangesOf(this.#reader.metadata.config_changes);
    if (changes.length === 0) return;
    this.#printTitle("Changes of the config", changes.length);
    const text = (value: JsonValue) => value === undefined ? "–" : JSON.stringify(value);
    this.#printTable(
      [
        { title: "VALUE", minWidth: 14 },
        { title: "WAS", minWidth: 8 },
        { title: "BECAME", minWidth: 8 },
        { title: "WHEN", dropRank: 1 },
      ],
      changes.slice(-this.#limit).map(({ at, path, from, to }) => [
        path.join("."),
        text(from),
        text(to),
        startText({ created_at: at }, null),
      ]),
    );
    this.#printOmitted(changes.length, "change");
  }

  #printConfig(): void {
    const { entries, count } = flattenConfig(this.#reader.metadata.config ?? {}, this.#limit);
    if (count === 0) return;
    this.#printTitle("Config", count);
    this.#printProperties(entries);
    this.#printOmitted(count, "value");
  }

  async #printMetrics(): Promise<void> {
    const metrics = await this.#reader.metrics();
    if (metrics.length === 0) return;
    const shown = metrics.slice(0, this.#limit);
    const rows: TextCell[][] = [];
    {
      using progress = new Progress("Reading metrics");
      for (const [index, metric] of shown.entries()) {
        progress.update(index, shown.length, metric.name);
        const hasCurve = index * metrics.length < MAX_CURVE_COLUMNS;
        rows.push(await this.#metricRow(metric, hasCurve));
      }
    }
    this.#printTitle("Metrics", metrics.length);
    this.#printNamed(
      [
        { title: "METRIC", minWidth: 14 },
        { title: "TREND" },
        { title: "LAST", align: "right", minWidth: 9 },
        { title: "MIN", align: "right", dropRank: 2 },
        { title: "MAX", align: "right", dropRank: 2 },
        { title: "ROWS", align: "right", dropRank: 3 },
        { title: "AT STEP", align: "right", dropRank: 4 },
      ],
      rows,
    );
    this.#printOmitted(metrics.length, "metric");
  }

  async #metricRow(metric: MetricInfo, hasCurve: boolean): Promise<TextCell[]> {
    const { name, type, lastValue, min, max, count, lastStep } = metric;
    return [
      name,
      { text: hasCurve ? await this.#curve(metric) : "", style: "cyan" },
      typeof lastValue === "number"
        ? formatNumber(lastValue)
        : truncate(terminalText(String(lastValue ?? "")), MAX_TEXT_WIDTH),
      type === "boolean" ? "" : numberCell(min),
      type === "boolean" ? "" : numberCell(max),
      formatCount(count),
      lastStep === null ? "" : formatCount(lastStep),
    ];
  }

  async #curve({ name, type, count }: MetricInfo): Promise<string> {
    if (type === "string" || count === 0) return "";
    const width = Number.isFinite(this.#width)
      ? Math.max(8, Math.min(60, Math.floor(this.#width / 4)))
      : 24;
    const { steps, y } = await this.#reader.scalars(name, { maxPoints: 4 * width });
    return sparkline(steps, y, width);
  }

  async #printMedia(): Promise<void> {
    const media = await summarizeMedia(this.#reader);
    if (media.length === 0) return;
    this.#printTitle("Media", media.length);
    this.#printNamed(
      [
        { title: "NAME", minWidth: 14 },
        { title: "TYPE" },
        { title: "ROWS", align: "right" },
        { title: "FORMAT", dropRank: 2 },
        { title: "SIZE", align: "right", dropRank: 1 },
        { title: "LAST STEP", align: "right", dropRank: 3 },
      ],
      media.slice(0, this.#limit).map(({ name, type, count, formats, sizeBytes, lastStep }) => [
        name,
        type,
        formatCount(count),
        formats,
        formatBytes(sizeBytes),
        formatCount(lastStep),
      ]),
    );
    this.#printOmitted(media.length, "name");
  }

  async #printAlerts(): Promise<void> {
    const { alerts, total } = await lastAlerts(this.#reader, this.#limit);
    if (total === 0) return;
    this.#printTitle("Alerts", total);
    this.#printTable(
      [
        { title: "STEP", align: "right" },
        { title: "LEVEL" },
        { title: "ALERT", minWidth: 14 },
        { title: "WHEN", dropRank: 2 },
        { title: "TEXT", minWidth: 14, dropRank: 1 },
      ],
      alerts.map(({ step, timestamp, level, title, text }) => [
        step === null ? "" : formatCount(step),
        level === "error" ? { text: level, style: "red" } : level,
        title,
        timestamp === null ? "" : formatAge(timestamp),
        text ?? "",
      ]),
    );
    this.#printOmitted(total, "alert");
  }

  async #printFiles(): Promise<void> {
    const files = await summarizeFiles(this.#reader);
    if (files.length === 0) return;
    this.#printTitle("Files", files.length);
    this.#printNamed(
      [
        { title: "NAME", minWidth: 14 },
        { title: "LOGGED", align: "right" },
        { title: "SIZE", align: "right", dropRank: 1 },
        { title: "LAST STEP", align: "right", dropRank: 2 },
      ],
      files.slice(0, this.#limit).map(({ name, count, sizeBytes, lastStep }) => [
        name,
        formatCount(count),
        formatBytes(sizeBytes),
        lastStep === null ? "" : formatCount(lastStep),
      ]),
    );
    this.#printOmitted(files.length, "name");
  }

  async #printTables(): Promise<void> {
    const tables = await summarizeNames(this.#reader, "tables");
    if (tables.length === 0) return;
    const rows: TextCell[][] = [];
    for (const { name, count, lastStep } of tables.slice(0, this.#limit)) {
      const [last] = await this.#reader.tables({ name, step: lastStep });
      rows.push([
        name,
        formatCount(count),
        formatCount(lastStep),
        last === undefined ? "" : `${last.rows.length} × ${last.columns.length}`,
        last?.columns.join(", ") ?? "",
      ]);
    }
    this.#printTitle("Tables", tables.length);
    this.#printNamed(
      [
        { title: "NAME", minWidth: 14 },
        { title: "LOGGED", align: "right" },
        { title: "LAST STEP", align: "right", dropRank: 1 },
        { title: "ROWS × COLUMNS", align: "right" },
        { title: "COLUMNS", minWidth: 12, dropRank: 2 },
      ],
      rows,
    );
    this.#printOmitted(tables.length, "name");
  }

  async #printHistograms(): Promise<void> {
    const histograms = await summarizeNames(this.#reader, "histograms");
    if (histograms.length === 0) return;
    const rows: TextCell[][] = [];
    for (const { name, count, lastStep } of histograms.slice(0, this.#limit)) {
      const [last] = await this.#reader.histograms({ name, step: lastStep });
      const counts = last?.counts ?? [];
      const bins = Array.from(counts, (_, index) => index);
      rows.push([
        name,
        counts.every((count) => Number(count) === 0)
          ? { text: "no values", style: "dim" }
          : { text: sparkline(bins, counts, HISTOGRAM_WIDTH), style: "cyan" },
        numberCell(last?.mean ?? null),
        numberCell(last?.std ?? null),
        formatCount(count),
        formatCount(lastStep),
      ]);
    }
    this.#printTitle("Histograms", histograms.length);
    this.#printNamed(
      [
        { title: "NAME", minWidth: 14 },
        { title: "LAST" },
        { title: "MEAN", align: "right" },
        { title: "STD", align: "right", dropRank: 1 },
        { title: "LOGGED", align: "right", dropRank: 2 },
        { title: "AT STEP", align: "right", dropRank: 3 },
      ],
      rows,
    );
    this.#printOmitted(histograms.length, "name");
  }

  #printTitle(title: string, count: number): void {
    print(`\n${applyStyle("bold", title)} ${applyStyle("dim", formatCount(count))}\n`);
  }

  #printProperties(properties: readonly Property[]): void {
    const keyWidths = properties.map(([key]) => displayWidth(terminalText(key)));
    const keyWidth = Math.min(MAX_KEY_WIDTH, Math.max(8, ...keyWidths));
    const valueWidth = Math.max(MIN_VALUE_WIDTH, this.#width - keyWidth - 2);
    for (const [key, value] of properties) {
      const label = truncate(terminalText(key), keyWidth);
      const padding = " ".repeat(keyWidth - displayWidth(label));
      const text = typeof value === "string"
        ? truncate(terminalText(value), valueWidth)
        : value.styled;
      print(`${applyStyle("dim", label + padding)}  ${text}\n`);
    }
  }

  #printTable(columns: TableColumn[], rows: TextCell[][]): void {
    print(textTable(columns, rows, this.#width).text);
  }

  /** Prints a table whose first column has names. */
  #printNamed(columns: TableColumn[], rows: TextCell[][]): void {
    this.#printTable(columns, distinctRows(rows));
  }

  #printOmitted(total: number, noun: string): void {
    const omitted = total - this.#limit;
    if (omitted <= 0) return;
    print(applyStyle("dim", `and ${plural(omitted, `more ${noun}`)}, see --limit\n`));
  }
}

/** Names that would look like each other are written in quotes, with escapes. */
function distinctRows(rows: TextCell[][]): TextCell[][] {
  const written = lookAlikes(rows.map(([name]) => String(name)));
  if (written.size === 0) return rows;
  return rows.map(([name, ...others]) => [written.get(String(name)) ?? name!, ...others]);
}

function rankText(rank: number, worldSize: number | null): string {
  return worldSize === null ? `${rank}` : `${rank} of ${worldSize}`;
}

function numberCell(value: number | null): string {
  return value === null ? "" : formatNumber(value);
}

/** What rewinds have kept aside; a board elsewhere has none of it. */
function keptTexts(boardDir: string): Property[] {
  return (attempt(() => keptRowsOf(boardDir)) ?? []).map(({ name, at, afterStep, lastStep }) => [
    "kept aside",
    `steps ${afterStep + 1} to ${lastStep} as ${name}, ${formatAge(at)}; kobo rewind --undo`,
  ]);
}

function forkText({ board_id: id, step }: { board_id: string; step: number }): string {
  return `${id} at step ${step}`;
}
