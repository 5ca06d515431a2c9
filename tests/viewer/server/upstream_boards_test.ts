import { assertEquals } from "@std/assert";
import { boardReply } from "../../../viewer/protocol/board.ts";
import { boardsReply } from "../../../viewer/protocol/boards.ts";
import { histogramsReply } from "../../../viewer/protocol/histograms.ts";
import { mediaReply } from "../../../viewer/protocol/media.ts";
import { tablesReply } from "../../../viewer/protocol/tables.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeUpstreamBoard, MEDIA_ID } from "../../support/upstream_boards.ts";
import { get, viewerOf } from "./support/viewer_client.ts";

Deno.test("the viewer shows boards of KohakuBoard's Python client", async () => {
  using dir = new TempDir();
  for (const kind of ["files", "parquet"] as const) await makeUpstreamBoard(dir.join(kind), kind);
  await using viewer = viewerOf(dir.path);
  const { boards } = await get(viewer, "/api/boards", boardsReply);
  assertEquals(boards.map(({ boardId, status }) => [boardId, status]).sort(), [
    ["files", "finished"],
    ["parquet", "finished"],
  ]);
  for (const kind of ["files", "parquet"]) {
    const { metrics, problems } = await get(viewer, `/api/boards/${kind}`, boardReply);
    assertEquals(metrics.map(({ name }) => name), ["train/loss", "lr", "val/acc"]);
    assertEquals(problems, []);
    const media = await get(viewer, `/api/boards/${kind}/media`, mediaReply);
    assertEquals(media.rows.map(({ mediaId, timestamp }) => [mediaId, timestamp]), [
      [MEDIA_ID, null],
    ]);
    const tables = await get(viewer, `/api/boards/${kind}/tables`, tablesReply);
    assertEquals(tables.rows[0]?.rows[0]?.[0], "NaN");
    const histograms = await get(viewer, `/api/boards/${kind}/histograms`, histogramsReply);
    assertEquals(
      histograms.rows.map(({ counts }) => counts),
      kind === "files" ? [[1, 2, 0, 1], [0, 0]] : [],
    );
  }
});
