import { keptRowsOf } from "../../format/kept_rows.ts";
import { attempt } from "../../system/attempt.ts";
import { type BoardReader, openBoard, resolveBoard } from "../../reader/mod.ts";
import { BoardReport } from "../boards/board_report.ts";
import {
  lastAlerts,
  summarizeFiles,
  summarizeMedia,
  summarizeNames,
  summarizeSteps,
} from "../boards/content_summary.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { SectionReader } from "../boards/section_reader.ts";
import { UsageError } from "../errors.ts";
import { printJson } from "../output/print_json.ts";
import { jsonFields, jsonValue } from "../text/json_value.ts";
import { showMedia } from "./show_media.ts";
import { showTable } from "./show_table.ts";

const DEFAULT_LIMIT = 50;
/** JSON has the last ones; `kobo sql` reads all. */
const MAX_ALERTS = 1000;

/** Options of `kobo show`. */
export interface ShowOptions {
  /** The maximum number of lines per section. */
  limit?: number;
  /** A name whose media files are listed; `true` lists all. */
  media?: string | true;
  /** The name of a table to print. */
  table?: string;
  /** The step of the table or the media. Default: of the table, the last one; of media, all. */
  step?: number;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo show` */
export async function show(baseDir: string, board: string, options: ShowOptions): Promise<void> {
  checkOptions(options);
  await requireBaseDir(baseDir);
  await using reader = await openBoard(await resolveBoard(baseDir, board), openOptions());
  const sections = new SectionReader(reader);
  const { table, media } = options;
  if (table !== undefined) await showTable(reader, table, options);
  else if (media !== undefined) {
    await showMedia(reader, media === true ? undefined : media, options);
  } else if (options.json) await printBoardJson(reader, sections);
  else await new BoardReport(reader, sections, options.limit ?? DEFAULT_LIMIT).print();
  sections.end();
}

function checkOptions({ table, media, step }: ShowOptions): void {
  if (table !== undefined && media !== undefined) {
    throw new UsageError("Cannot show: expected --table or --media, received both");
  }
  if (step !== undefined && table === undefined && media === undefined) {
    throw new UsageError("Cannot show: expected --step with --table or --media");
  }
}

async function printBoardJson(reader: BoardReader, sections: SectionReader): Promise<void> {
  const list = async (what: string, read: () => Promise<object[]>) =>
    (await sections.read(what, read))?.map(jsonFields) ?? null;
  const values = await sections.read("summary", () => reader.summary());
  const summary = await sections.read("metrics", () => summarizeSteps(reader));
  const content = {
    metrics: await list("metrics", () => reader.metrics()),
    alerts: await list("alerts", async () => (await lastAlerts(reader, MAX_ALERTS)).alerts),
    media: await list("media", () => summarizeMedia(reader)),
    files: await list("files", () => summarizeFiles(reader)),
    tables: await list("tables", () => summarizeNames(reader, "tables")),
    histograms: await list("histograms", () => summarizeNames(reader, "histograms")),
  };
  // Read last: every query refreshes them.
  const { metadata, boardDir, status, live, title, group, rank, tags, notes, hidden } = reader;
  printJson({
    ...metadata,
    title,
    group,
    rank,
    world_size: reader.worldSize,
    tags,
    notes,
    hidden,
    board_dir: boardDir,
    status,
    live,
    reason: reader.reason,
    problems: sections.problems,
    kept_aside: (attempt(() => keptRowsOf(boardDir)) ?? []).map(({ name }) => name),
    summary: jsonValue(values ?? null),
    ...jsonFields(summary ?? { steps: null, globalStep: null, lastRowAt: null }),
    ...content,
  });
}
