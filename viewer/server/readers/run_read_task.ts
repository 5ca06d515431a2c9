import { signedJson } from "../../../format/negative_zero.ts";
import type { BoardReader } from "../../../reader/mod.ts";
import { writeSeries } from "../../protocol/series_frame.ts";
import { readAlerts } from "../boards/board_alerts.ts";
import { type BoardDetails, readBoardDetails } from "../boards/board_details.ts";
import { readFiles } from "../boards/board_files.ts";
import { readHistograms, readMedia, readSteps, readTables } from "../boards/board_rows.ts";
import { readTexts } from "../boards/texts.ts";
import { folderSize } from "../../../system/folder_size.ts";
import { readSeriesOf } from "../boards/series.ts";
import type { ReadTask } from "./board_tasks.ts";

/** The reply to the task `details`. */
export interface ReadDetails {
  details: BoardDetails;
  /** The sizes of all files together. */
  sizeBytes: number;
}

/** Runs a task with an open board; the reply is as {@linkcode ReadTask} says. */
export async function runReadTask(
  reader: BoardReader,
  task: ReadTask,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const id = reader.boardId;
  switch (task.kind) {
    case "details": {
      const details = await readBoardDetails(reader);
      return toBytes({ details, sizeBytes: folderSize(reader.boardDir) } satisfies ReadDetails);
    }
    case "media":
      return toBytes(await readMedia(reader, id, task.query, signal));
    case "tables":
      return toBytes(await readTables(reader, id, task.query, signal));
    case "histograms":
      return toBytes(await readHistograms(reader, task.query, signal));
    case "files":
      return toBytes(await readFiles(reader, id, { elsewhere: task.elsewhere, signal }));
    case "alerts":
      return toBytes(await readAlerts(reader, signal));
    case "steps":
      return toBytes(await readSteps(reader, task.query, signal));
    case "texts":
      return toBytes(await readTexts(reader, task.query, signal));
    case "series":
      return writeSeries(await readSeriesOf(reader, task.request, signal));
  }
}

function toBytes(reply: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(signedJson(reply));
}
