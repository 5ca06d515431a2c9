import { type BoardReader, openBoard, resolveBoard } from "../../reader/mod.ts";
import { extentOf, mediaOf, seriesOf } from "../boards/board_details.ts";
import { BoardPage } from "../boards/board_page.ts";
import { requireFolder } from "../arguments/board_selection.ts";
import { UsageError } from "../output/errors.ts";
import { jsonFields } from "../text/json_value.ts";
import { SectionReader } from "../boards/section_reader.ts";
import { print } from "../output/print.ts";
import { showMedia } from "./show_media.ts";
import { showTable } from "./show_table.ts";

const LINES = 50;

/** Options of `kobo show`. */
export interface ShowOptions {
  /** At most so many lines of metrics, media, tables and histograms each. */
  limit?: number;
  /** The media files; only those of a name, where it is one. */
  media?: string | true;
  /** The last table of a name. */
  table?: string;
  /** The table, or the media, of this step. */
  step?: number;
  /** JSON instead of texts. */
  json?: boolean;
}

/** `kobo show` */
export async function show(baseDir: string, board: string, options: ShowOptions): Promise<void> {
  checkOptions(options);
  await requireFolder(baseDir);
  await using reader = await openBoard(await resolveBoard(baseDir, board));
  const parts = new SectionReader(reader);
  const { table, media } = options;
  if (table !== undefined) await showTable(reader, table, options);
  else if (media !== undefined) {
    await showMedia(reader, media === true ? undefined : media, options);
  } else if (options.json) await printJson(reader, parts);
  else await new BoardPage(reader, parts, options.limit ?? LINES).print();
  parts.end();
}

function checkOptions({ table, media, step }: ShowOptions): void {
  if (table !== undefined && media !== undefined) {
    throw new UsageError("Cannot show: expected --table or --media, received both");
  }
  if (step !== undefined && table === undefined && media === undefined) {
    throw new UsageError("Cannot show: expected --step with --table or --media");
  }
}

async function printJson(reader: BoardReader, parts: SectionReader): Promise<void> {
  const list = async (part: () => Promise<object[]>) =>
    (await parts.read(part))?.map(jsonFields) ?? null;
  const extent = await parts.read(() => extentOf(reader));
  const content = {
    metrics: await list(() => reader.metrics()),
    media: await list(() => mediaOf(reader)),
    tables: await list(() => seriesOf(reader, "tables")),
    histograms: await list(() => seriesOf(reader, "histograms")),
  };
  // As of the last question.
  const { metadata, boardDir, status, live } = reader;
  const head = {
    ...metadata,
    board_dir: boardDir,
    status,
    live,
    problems: parts.problems,
    ...jsonFields(extent ?? { steps: null, globalStep: null, lastRowAt: null }),
  };
  print(JSON.stringify({ ...head, ...content }, null, 2) + "\n");
}
