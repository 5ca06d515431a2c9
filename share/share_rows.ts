import type { BoardReader } from "../reader/mod.ts";
import type { BoardReply, MediaRef, NameInfo, TableRowJson } from "../viewer/protocol/api.ts";
import type { RowKind, SharedRows } from "../viewer/protocol/shared_site.ts";
import { readHistograms, readMedia, readTables } from "../viewer/server/boards/board_rows.ts";
import { readTexts } from "../viewer/server/boards/texts.ts";
import type { ColumnStore } from "./column_writer.ts";
import type { PartWriter } from "./part_writer.ts";
import { readRowPages } from "./read_row_pages.ts";
import { RowsWriter } from "./rows_writer.ts";
import type { SiteMedia } from "./site_media.ts";

/** What the rows of a board are read from and written to. */
export interface RowsTarget {
  reader: BoardReader;
  /** The names that are shared. */
  reply: BoardReply;
  parts: PartWriter;
  columns: ColumnStore;
  media: SiteMedia;
  /** Whether files of media are shared, also those in tables. */
  hasMedia: boolean;
}

/** Writes the rows of a board's media, tables, histograms and texts. */
export async function shareRows(
  target: RowsTarget,
  signal?: AbortSignal,
): Promise<Record<RowKind, SharedRows[]>> {
  const { reader, reply, media, hasMedia } = target;
  const id = reader.boardId;
  const all = async (
    names: readonly NameInfo[],
    write: (name: string, lastStep: number, rows: RowsWriter) => Promise<void>,
  ) => {
    const written: SharedRows[] = [];
    // Media of two types are listed twice.
    const lastSteps = new Map<string, number>();
    for (const { name, lastStep } of names) {
      lastSteps.set(name, Math.max(lastStep, lastSteps.get(name) ?? -1));
    }
    for (const [name, lastStep] of lastSteps) {
      signal?.throwIfAborted();
      const rows = new RowsWriter(name, target.parts, target.columns);
      await write(name, lastStep, rows);
      written.push(await rows.finish());
    }
    return written;
  };
  const share = async <Medium extends MediaRef>(medium: Medium): Promise<Medium> => {
    return { ...medium, url: hasMedia ? await media.add(medium.filename) : "" };
  };
  return {
    media: await all(reply.media, async (name, last, rows) => {
      const read = readRowPages(last, (query) => readMedia(reader, id, { name, ...query }, signal));
      for await (const page of read) {
        for (const row of page.rows) await rows.push(await share(row));
      }
    }),
    tables: await all(reply.tables, async (name, last, rows) => {
      const read = readRowPages(
        last,
        (query) => readTables(reader, id, { name, ...query }, signal),
      );
      for await (const page of read) {
        for (const row of page.rows) {
          const cells: [string, MediaRef][] = [];
          for (const mediaId of mediaIn(row)) {
            const medium = page.media[mediaId];
            if (medium !== undefined) cells.push([mediaId, await share(medium)]);
          }
          // Not by assignment: an id may be `__proto__`.
          const withMedia = { ...row, media: Object.fromEntries(cells) };
          await rows.push(withMedia);
        }
      }
    }),
    histograms: await all(reply.histograms, async (name, last, rows) => {
      const read = readRowPages(
        last,
        (query) => readHistograms(reader, { name, ...query }, signal),
      );
      for await (const page of read) for (const row of page.rows) await rows.push(row);
    }),
    texts: await all(
      reply.metrics.filter(({ type }) => type === "string").map(({ name, count, lastStep }) => {
        return { name, count, firstStep: 0, lastStep: lastStep ?? -1 };
      }),
      async (name, _, rows) => {
        const { texts } = await readTexts(reader, { name }, signal);
        for (const text of texts.reverse()) await rows.push(text);
      },
    ),
  };
}

/** The media that the cells of a table name. */
function mediaIn({ columnTypes, rows }: TableRowJson): Set<string> {
  const columns = columnTypes.flatMap((type, index) => type === "media" ? [index] : []);
  const ids = new Set<string>();
  for (const cells of rows) {
    for (const column of columns) {
      const id = (cells[column] as { mediaId?: unknown } | null | undefined)?.mediaId;
      if (typeof id === "string") ids.add(id);
    }
  }
  return ids;
}
