import type { HistogramRowJson, MediaRef, MediaRowJson, TableRowJson } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import type { RowSource } from "./step_rows.ts";

/** A logged table, with the files of its media cells. */
export interface LoggedTable extends TableRowJson {
  /** By `mediaId`. */
  media: { [mediaId: string]: MediaRef };
}

/** Requests the media that boards logged under a name. */
export function mediaSource(name: string): (boardId: string) => RowSource<MediaRowJson> {
  return (boardId) => ({
    steps: async (signal) => (await api.steps(boardId, { kind: "media", name }, signal)).steps,
    rows: async (query, signal) => (await api.media(boardId, { name, ...query }, signal)).rows,
  });
}

/** Requests the tables that boards logged under a name. */
export function tableSource(name: string): (boardId: string) => RowSource<LoggedTable> {
  return (boardId) => ({
    steps: async (signal) => (await api.steps(boardId, { kind: "tables", name }, signal)).steps,
    rows: async (query, signal) => {
      const { rows, media } = await api.tables(boardId, { name, ...query }, signal);
      return rows.map((row) => ({ ...row, media }));
    },
  });
}

/** Requests the histograms that boards logged under a name. */
export function histogramSource(name: string): (boardId: string) => RowSource<HistogramRowJson> {
  return (boardId) => ({
    steps: async (signal) => (await api.steps(boardId, { kind: "histograms", name }, signal)).steps,
    rows: async (query, signal) => (await api.histograms(boardId, { name, ...query }, signal)).rows,
  });
}
