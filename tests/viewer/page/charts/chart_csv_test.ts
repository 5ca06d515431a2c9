import { assertEquals, assertRejects } from "@std/assert";
import type { BoardInfo, SeriesRequest } from "../../../../viewer/protocol/api.ts";
import { chartCsv } from "../../../../viewer/page/charts/chart_csv.ts";
import { seriesOf } from "../support/series_of.ts";

const BOARD = { boardId: "a", createdAt: "1970-01-01T00:00:01Z" } as BoardInfo;

Deno.test("chartCsv() requests the visible range, and reports missing rows", async () => {
  const asked: SeriesRequest[] = [];
  const options = {
    metric: "loss",
    runs: [{ board: BOARD, title: "run, 1" }],
    xKind: "relative" as const,
    xMetric: "",
    maxPoints: 100_000,
    request: (request: SeriesRequest) => {
      asked.push(request);
      return Promise.resolve(seriesOf([1500, 2500]));
    },
  };
  assertEquals(await chartCsv({ ...options, range: [500, 1500] }), {
    text: 'board_id,run,relative_ms,loss\r\na,"run, 1",500,1500\r\na,"run, 1",1500,2500\r\n',
    missing: null,
  });
  await chartCsv({ ...options, range: null });
  assertEquals(asked.map(({ from, to, maxPoints }) => [from, to, maxPoints]), [
    [1500, 2500, 100_000],
    [undefined, undefined, 100_000],
  ]);
  const sampled = () => Promise.resolve(seriesOf([1, 2], { sampled: true, rowCount: 1_234_567 }));
  const { missing } = await chartCsv({ ...options, range: null, request: sampled });
  assertEquals(missing, "run, 1: 2 of 1,234,567 rows");
  const failed = () => Promise.resolve(seriesOf([], { error: "It cannot be read" }));
  await assertRejects(
    () => chartCsv({ ...options, range: null, request: failed }),
    Error,
    "run, 1: It cannot be read",
  );
});
