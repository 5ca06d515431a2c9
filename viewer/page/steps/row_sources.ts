import type { MediaRef, MediaRowJson, TableRowJson } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import type { RowSource } from "./step_rows.ts";

/** One logged table, and where the media of its cells are. */
export interface LoggedTable extends TableRowJson {
  /** By `mediaId`. */
  media: { [mediaId: string]: MediaRef };
}

/** Where the media that a board has under a name come from. */
export function mediaSource(name: string): (boardId: string) => RowSource<MediaRowJson> {
  return (boardId) => ({
    steps: async (signal) => (await api.steps(boardId, "media", name, signal)).steps,
    rows: async (query, signal) => (await api.media(boardId, { name, ...query }, signal)).rows,
  });
}

/** Where the tables that a board has under a name come from. */
export function tableSource(name: string): (boardId: string) => RowSource<LoggedTable> {
  return (boardId) => ({
    steps: async (signal) => (await api.steps(boardId, "tables", name, signal)).steps,
    rows: async (query, signal) => {
      const { rows, media } = await api.tables(boardId, { name, ...query }, signal);
      return rows.map((row) => ({ ...row, media }));
    },
  });
}
