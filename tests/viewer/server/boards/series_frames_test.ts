import { assert, assertEquals } from "@std/assert";
import type { CheckedSeriesRequest, Series } from "../../../../viewer/protocol/api.ts";
import { readSeries } from "../../../../viewer/protocol/series_frame.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { ReaderPool } from "../../../../viewer/server/boards/reader_pool.ts";
import { seriesFrames } from "../../../../viewer/server/boards/series_frames.ts";
import { sharedBoards } from "../support/viewer_boards.ts";

function requestOf(board: string, metric = "loss"): CheckedSeriesRequest {
  return { board, metric, x: "step", maxPoints: 2000 };
}

function decode(frame: Uint8Array): Series {
  const [series, ...others] = readSeries(new Uint8Array(frame).buffer);
  assert(series !== undefined && others.length === 0);
  return series;
}

Deno.test("seriesFrames() gives a frame per request, in their order, with errors in theirs", async () => {
  const pool = new ReaderPool(new BoardFolders(await sharedBoards()));
  const requests = [
    ...Array.from({ length: 10 }, (_, index) => ["full_duckdb", index % 2 === 0 ? "loss" : "late"]),
    ["nothing", "loss"],
    ["one_parquet", "x"],
    ["one_duckdb", "nothing"],
  ].map(([board, metric]) => requestOf(board ?? "", metric));
  const series: Series[] = [];
  const { signal } = new AbortController();
  for await (const frame of seriesFrames(pool, requests, signal)) series.push(decode(frame));
  assertEquals(
    series.map(({ board, metric, n }) => [board, metric, n]),
    [
      ...Array.from(
        { length: 10 },
        (_, index) => index % 2 === 0 ? ["full_duckdb", "loss", 300] : ["full_duckdb", "late", 150],
      ),
      ["nothing", "loss", 0],
      ["one_parquet", "x", 1],
      ["one_duckdb", "nothing", 0],
    ],
  );
  assertEquals(
    series.slice(10).map(({ kind, lastStep }) => [kind, lastStep]),
    [["not_found", -1], [undefined, 0], ["bad_request", -1]],
  );
  await pool.close();
});

Deno.test("seriesFrames() ends when the client disconnects, or reads no more", async () => {
  const pool = new ReaderPool(new BoardFolders(await sharedBoards()));
  const requests = Array.from({ length: 50 }, () => requestOf("full_parquet"));
  const gone = new AbortController();
  const frames = seriesFrames(pool, requests, gone.signal);
  assertEquals((await frames.next()).done, false);
  gone.abort();
  assertEquals(await frames.next(), { value: undefined, done: true });

  const others = seriesFrames(pool, requests, new AbortController().signal);
  await others.next();
  await others.return(undefined);
  await pool.close(); // What was read ahead has been cancelled.
  const none = seriesFrames(pool, [], new AbortController().signal);
  assertEquals(await none.next(), { value: undefined, done: true });
});
