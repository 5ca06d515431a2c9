import type {
  HistogramRowJson,
  HistogramsReply,
  MediaRef,
  MediaReply,
  MediaRowJson,
  TableRowJson,
  TablesReply,
} from "../../protocol/api.ts";
import { thinOut } from "../../protocol/thin_out.ts";
import type { RowList } from "./row_list.ts";

const DEFAULT_LIMIT = 1000;

/** A row of the table tables as a site keeps it: with the media of its cells. */
export type SharedTableRow = TableRowJson & { media: { [mediaId: string]: MediaRef } };

/** Which rows are wanted: the parameters of the address. */
export type RowsParameters = URLSearchParams;

/** The rows of the table media. @param url The address by which the page shows a file. */
export async function answerMedia(
  lists: readonly RowList<MediaRowJson>[],
  query: RowsParameters,
  url: (path: string) => string,
): Promise<MediaReply> {
  const type = query.get("type");
  const rows = await readLists(
    lists,
    query,
    type === null ? undefined : (row) => row.type === type,
  );
  return { rows: rows.map((row) => withUrl(row, url)) };
}

/** The rows of the table tables, and the media of their cells. */
export async function answerTables(
  lists: readonly RowList<SharedTableRow>[],
  query: RowsParameters,
  url: (path: string) => string,
): Promise<TablesReply> {
  const found = await readLists(lists, query);
  const media = found.flatMap((row) => Object.entries(row.media));
  return {
    rows: found.map(({ media: _, ...row }) => row),
    media: Object.fromEntries(media.map(([id, medium]) => [id, withUrl(medium, url)])),
  };
}

/** The rows of the table histograms. */
export async function answerHistograms(
  lists: readonly RowList<HistogramRowJson>[],
  query: RowsParameters,
): Promise<HistogramsReply> {
  const thin = numberOf(query, "thin");
  let total = 0;
  const rows = await Promise.all(lists.map(async (list) => {
    const indices = wanted(await list.steps(), query);
    total += indices.length;
    return await list.rows(thin === undefined ? limited(indices, query) : thinOut(indices, thin));
  }));
  return { rows: limited(inOrder(rows.flat()), query), total };
}

async function readLists<Row extends { step: number }>(
  lists: readonly RowList<Row>[],
  query: RowsParameters,
  isWanted: (row: Row) => boolean = () => true,
): Promise<Row[]> {
  const rows = await Promise.all(lists.map(async (list) => {
    return await list.rows(limited(wanted(await list.steps(), query), query));
  }));
  return limited(inOrder(rows.flat()).filter(isWanted), query);
}

/** The rows of several names are in the order of their steps, then as they were. */
function inOrder<Row extends { step: number }>(rows: Row[]): Row[] {
  return rows.sort((a, b) => a.step - b.step);
}

function limited<Item>(items: Item[], query: RowsParameters): Item[] {
  return items.slice(0, numberOf(query, "limit") ?? DEFAULT_LIMIT);
}

/** The indices of the rows whose steps are wanted. */
function wanted(steps: Float64Array, query: RowsParameters): number[] {
  const step = numberOf(query, "step");
  const from = Math.max(
    step ?? -Infinity,
    numberOf(query, "from") ?? -Infinity,
    (numberOf(query, "after") ?? -Infinity) + 1,
  );
  const to = Math.min(step ?? Infinity, numberOf(query, "to") ?? Infinity);
  const indices: number[] = [];
  for (const [index, at] of steps.entries()) if (at >= from && at <= to) indices.push(index);
  return indices;
}

function numberOf(query: RowsParameters, name: string): number | undefined {
  const text = query.get(name);
  return text === null ? undefined : Number(text);
}

/** In the site a medium has its path; one that could not be stored has none. */
function withUrl<Medium extends MediaRef>(medium: Medium, url: (path: string) => string): Medium {
  return medium.url === "" ? medium : { ...medium, url: url(medium.url) };
}
