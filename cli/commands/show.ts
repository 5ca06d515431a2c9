import { type BoardReader, openBoard, resolveBoard } from "../../reader/mod.ts";
import { extentOf, mediaOf, seriesOf } from "../board_details.ts";
import { BoardPage } from "../board_page.ts";
import { requireFolder } from "../boards_in.ts";
import { UsageError } from "../errors.ts";
import { jsonFields } from "../json_value.ts";
import { print } from "../print.ts";
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
  if (options.table !== undefined) return await showTable(reader, options.table, options);
  if (options.media !== undefined) {
    return await showMedia(reader, options.media === true ? undefined : options.media, options);
  }
  if (options.json) return await printJson(reader);
  await new BoardPage(reader, options.limit ?? LINES).print();
}

function checkOptions({ table, media, step }: ShowOptions): void {
  if (table !== undefined && media !== undefined) {
    throw new UsageError("Cannot show: expected --table or --media, received both");
  }
  if (step !== undefined && table === undefined && media === undefined) {
    throw new UsageError("Cannot show: expected --step with --table or --media");
  }
}

async function printJson(reader: BoardReader): Promise<void> {
  const { metadata, boardDir, status, live, problems } = reader;
  const content = {
    ...metadata,
    board_dir: boardDir,
    status,
    live,
    problems,
    ...jsonFields(await extentOf(reader)),
    metrics: (await reader.metrics()).map(jsonFields),
    media: (await mediaOf(reader)).map(jsonFields),
    tables: (await seriesOf(reader, "tables")).map(jsonFields),
    histograms: (await seriesOf(reader, "histograms")).map(jsonFields),
  };
  print(JSON.stringify(content, null, 2) + "\n");
}
