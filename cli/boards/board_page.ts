import type { BoardReader, MetricInfo } from "../../reader/mod.ts";
import { type Extent, extentOf, mediaOf, seriesOf } from "./board_details.ts";
import { statusStyle } from "./board_table.ts";
import { configEntries } from "./config_entries.ts";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatNumber,
  plural,
} from "../text/format.ts";
import type { SectionReader } from "./section_reader.ts";
import { print } from "../output/print.ts";
import { Progress } from "../output/progress.ts";
import { sparkline } from "../text/sparkline.ts";
import { outputWidth, paint } from "../text/terminal_style.ts";
import { type TableColumn, type TextCell, textTable } from "../text/text_table.ts";
import { cut, terminalText, widthOf } from "../text/terminal_text.ts";

const HISTOGRAM_WIDTH = 24;
/** Of a text that was logged, the table shows the beginning. */
const LAST_WIDTH = 24;

const number = (value: number | null) => value === null ? "" : formatNumber(value);

/** A board for people, part by part, on stdout. */
export class BoardPage {
  readonly #reader: BoardReader;
  readonly #parts: SectionReader;
  readonly #limit: number;
  readonly #width = outputWidth();

  /** @param limit At most so many lines of each kind. */
  constructor(reader: BoardReader, parts: SectionReader, limit: number) {
    this.#reader = reader;
    this.#parts = parts;
    this.#limit = limit;
  }

  /** Prints all parts that can be read; those without content are left out. */
  async print(): Promise<void> {
    this.#head(await this.#parts.read(() => extentOf(this.#reader)));
    this.#config();
    await this.#parts.read(() => this.#metrics());
    await this.#parts.read(() => this.#media());
    await this.#parts.read(() => this.#tables());
    await this.#parts.read(() => this.#histograms());
  }

  #head(extent?: Extent): void {
    const { metadata, status, live, boardDir, boardId } = this.#reader;
    const { steps, globalStep = null, lastRowAt = null } = extent ?? {};
    const created = new Date(metadata.created_at);
    const end = metadata.finished_at === undefined ? lastRowAt : new Date(metadata.finished_at);
    const took = end === null ? "" : `, ${formatDuration(end.getTime() - created.getTime())}`;
    const wasKilled = !live && metadata.status === "running";
    const state = paint(statusStyle(status), status) + (live ? ", a process writes it" : "") +
      (wasKilled ? ", killed; kobo repair completes its files" : "");
    const id = terminalText(boardId);
    const title = cut(terminalText(metadata.name), Math.max(8, this.#width - widthOf(id) - 2));
    print(`${paint("bold", title)}  ${paint("dim", id)}\n`);
    const { deno, os, git_commit: commit } = metadata.runtime ?? {};
    this.#facts([
      ["status", { painted: state }],
      ["started", `${formatDate(created)}, ${formatAge(created)}${took}`],
      [
        "steps",
        (steps === undefined ? "–" : formatCount(steps)) +
        (globalStep === null ? "" : `, global step ${formatCount(globalStep)}`),
      ],
      ["backend", metadata.backend],
      [
        "runtime",
        [deno && `Deno ${deno}`, os, commit && `git ${String(commit).slice(0, 10)}`]
          .filter(Boolean).join(", "),
      ],
      ["folder", boardDir],
    ]);
  }

  #config(): void {
    const entries = configEntries(this.#reader.metadata.config ?? {});
    if (entries.length === 0) return;
    this.#title("Config", entries.length);
    this.#facts(entries.slice(0, this.#limit));
    this.#more(entries.length, "value");
  }

  async #metrics(): Promise<void> {
    const metrics = await this.#reader.metrics();
    if (metrics.length === 0) return;
    const shown = metrics.slice(0, this.#limit);
    const curveWidth = Number.isFinite(this.#width)
      ? Math.max(8, Math.min(60, Math.floor(this.#width / 4)))
      : 24;
    const curves: string[] = [];
    {
      using progress = new Progress("Reading metrics");
      for (const [index, metric] of shown.entries()) {
        progress.update(index, shown.length, metric.name);
        curves.push(await this.#curve(metric, curveWidth));
      }
    }
    this.#title("Metrics", metrics.length);
    this.#table(
      [
        { title: "METRIC", least: 14 },
        { title: "TREND" },
        { title: "LAST", align: "right", least: 9 },
        { title: "MIN", align: "right", drop: 2 },
        { title: "MAX", align: "right", drop: 2 },
        { title: "ROWS", align: "right", drop: 3 },
        { title: "AT STEP", align: "right", drop: 4 },
      ],
      shown.map(({ name, type, lastValue, min, max, count, lastStep }, index) => [
        name,
        { text: curves[index], style: "cyan" },
        typeof lastValue === "number"
          ? formatNumber(lastValue)
          : cut(terminalText(String(lastValue ?? "")), LAST_WIDTH),
        type === "boolean" ? "" : number(min),
        type === "boolean" ? "" : number(max),
        formatCount(count),
        lastStep === null ? "" : formatCount(lastStep),
      ]),
    );
    this.#more(metrics.length, "metric");
  }

  async #curve({ name, type, count }: MetricInfo, width: number): Promise<string> {
    if (type === "string" || count === 0) return "";
    const { steps, y } = await this.#reader.scalars(name, { maxPoints: 4 * width });
    return sparkline(steps, y, width);
  }

  async #media(): Promise<void> {
    const media = await mediaOf(this.#reader);
    if (media.length === 0) return;
    this.#title("Media", media.length);
    this.#table(
      [
        { title: "NAME", least: 14 },
        { title: "TYPE" },
        { title: "ROWS", align: "right" },
        { title: "FORMAT", drop: 2 },
        { title: "SIZE", align: "right", drop: 1 },
        { title: "LAST STEP", align: "right", drop: 3 },
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
    this.#more(media.length, "name");
  }

  async #tables(): Promise<void> {
    const tables = await seriesOf(this.#reader, "tables");
    if (tables.length === 0) return;
    const cells: TextCell[][] = [];
    for (const { name, count, lastStep } of tables.slice(0, this.#limit)) {
      const [last] = await this.#reader.tables({ name, step: lastStep });
      cells.push([
        name,
        formatCount(count),
        formatCount(lastStep),
        `${last.rows.length} × ${last.columns.length}`,
        last.columns.join(", "),
      ]);
    }
    this.#title("Tables", tables.length);
    this.#table(
      [
        { title: "NAME", least: 14 },
        { title: "LOGGED", align: "right" },
        { title: "LAST STEP", align: "right", drop: 1 },
        { title: "ROWS × COLUMNS", align: "right" },
        { title: "COLUMNS", least: 12, drop: 2 },
      ],
      cells,
    );
    this.#more(tables.length, "name");
  }

  async #histograms(): Promise<void> {
    const histograms = await seriesOf(this.#reader, "histograms");
    if (histograms.length === 0) return;
    const cells: TextCell[][] = [];
    for (const { name, count, lastStep } of histograms.slice(0, this.#limit)) {
      const [last] = await this.#reader.histograms({ name, step: lastStep });
      const places = Float64Array.from(last.counts, (_, index) => index);
      cells.push([
        name,
        { text: sparkline(places, last.counts, HISTOGRAM_WIDTH), style: "cyan" },
        number(last.mean),
        number(last.std),
        formatCount(count),
        formatCount(lastStep),
      ]);
    }
    this.#title("Histograms", histograms.length);
    this.#table(
      [
        { title: "NAME", least: 14 },
        { title: "LAST" },
        { title: "MEAN", align: "right" },
        { title: "STD", align: "right", drop: 1 },
        { title: "LOGGED", align: "right", drop: 2 },
        { title: "AT STEP", align: "right", drop: 3 },
      ],
      cells,
    );
    this.#more(histograms.length, "name");
  }

  #title(title: string, count: number): void {
    print(`\n${paint("bold", title)} ${paint("dim", formatCount(count))}\n`);
  }

  #facts(facts: [string, string | { painted: string }][]): void {
    const name = Math.min(32, Math.max(8, ...facts.map(([name]) => widthOf(terminalText(name)))));
    for (const [key, value] of facts) {
      const short = cut(terminalText(key), name);
      const label = short + " ".repeat(name - widthOf(short));
      // Only what is painted here may steer the terminal, and that is short.
      const text = typeof value === "string"
        ? cut(terminalText(value), Math.max(8, this.#width - name - 2))
        : value.painted;
      print(`${paint("dim", label)}  ${text}\n`);
    }
  }

  #table(columns: TableColumn[], rows: TextCell[][]): void {
    print(textTable(columns, rows, this.#width).text);
  }

  #more(count: number, what: string): void {
    const left = count - this.#limit;
    if (left > 0) print(paint("dim", `and ${plural(left, `more ${what}`)}, see --limit\n`));
  }
}
