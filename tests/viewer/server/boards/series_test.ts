import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { assertLives, attackedViewer, JSON_TYPE } from "../support/attacked_viewer.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { rawRequest } from "../support/raw_http.ts";
import { LiveBoard } from "../support/viewer_boards.ts";
import {
  at,
  BACKENDS,
  get,
  readSeriesOf,
  until,
  viewerOf,
  viewerOfBoards,
} from "../support/viewer_client.ts";

Deno.test("POST /api/series gives values as they were logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const [loss, ok, late, proto, hostile, note, none] = await readSeriesOf(
      viewer,
      { board, metric: "loss" },
      { board, metric: "ok" },
      { board, metric: "late" },
      { board, metric: "__proto__" },
      { board, metric: HOSTILE.metric },
      { board, metric: "note" },
      { board, metric: "nothing" },
    );
    const steps = Array.from({ length: 300 }, (_, step) => step);
    assertEquals([...loss.x], steps);
    const logged = steps.map((step) =>
      step === 100 ? NaN : step === 200 ? Infinity : 1 / (step + 1)
    );
    assertEquals([...loss.y], logged);
    assertEquals([loss.rowCount, loss.sampled, loss.lastStep], [300, false, 299]);
    assertEquals([...ok.y.slice(0, 3)], [1, 0, 1]);
    assertEquals([...late.x], steps.slice(150));
    assertEquals([proto.n, hostile.n], [300, 300]);
    // Text has no place on an axis, and what is not there has no values.
    for (const empty of [note, none]) {
      assert(empty.error !== undefined && empty.n === 0, empty.metric);
    }
  }
});

Deno.test("POST /api/series samples, zooms and changes the axis", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const [few, zoom, time, globalStep] = await readSeriesOf(
      viewer,
      { board, metric: "loss", maxPoints: 20 },
      { board, metric: "loss", from: 95.5, to: 105 },
      { board, metric: "loss", x: "timestamp" },
      { board, metric: "loss", x: "global_step", from: 3, to: 4 },
    );
    assert(few.sampled && few.n < 100 && few.rowCount === 300, `${few.n}`);
    assert(few.y.some(Number.isNaN) && few.y.includes(Infinity) && few.y.includes(1));
    assertEquals([few.x[0], few.x.at(-1)], [0, 299]);
    assertEquals([...zoom.x], [96, 97, 98, 99, 100, 101, 102, 103, 104, 105]);
    assertEquals(time.n, 300);
    // The boards may be older than this test: one run of all tests makes them once.
    const { metadata } = await get(viewer, `/api/boards/${board}`, boardReply);
    const sinceCreated = at(time.x, 0) - Date.parse(metadata!.created_at);
    assert(sinceCreated >= 0 && sinceCreated < 600_000, `${sinceCreated}`);
    assert(time.x.every((x, index) => index === 0 || x >= at(time.x, index - 1)));
    assertEquals(globalStep.n, 20);
  }
});

Deno.test("POST /api/series draws a metric over another", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const x = { metric: "train/accuracy" };
    const [all, few, zoom, late, overLoss, itself] = await readSeriesOf(
      viewer,
      { board, metric: "loss", x },
      { board, metric: "loss", x, maxPoints: 20 },
      { board, metric: "loss", x, from: 0.5, to: 0.6 },
      { board, metric: "late", x },
      { board, metric: "ok", x: { metric: "loss" } },
      { board, metric: "loss", x, after: 290 },
    );
    assertEquals([all.n, all.lastStep], [300, 299]);
    assertEquals([...all.x], Array.from({ length: 300 }, (_, step) => step / 300));
    assert(few.sampled && few.n < 100 && few.y.includes(1) && few.y.some(Number.isNaN));
    assert(zoom.x.every((x) => x >= 0.5 && x <= 0.6) && zoom.n >= 30, `${zoom.n}`);
    assertEquals(late.n, 150);
    assertEquals(overLoss.n, 298); // Without those where x is not finite.
    assert(overLoss.x.every((x, index) => index === 0 || x >= at(overLoss.x, index - 1)));
    assertEquals([itself.n, itself.lastStep], [9, 299]);
  }
});

Deno.test("POST /api/series fetches nothing twice of a live board", async () => {
  for (const backend of BACKENDS) {
    using dir = new TempDir();
    await using live = await LiveBoard.start(dir.path, backend);
    await using viewer = viewerOf(dir.path);
    const received = { step: [] as number[], timestamp: [] as number[] };
    const after = { step: -1, timestamp: -1 };
    const takeNew = async () => {
      for (const x of ["step", "timestamp"] as const) {
        const request = { board: "live", metric: "loss", x, after: after[x] };
        const [news] = await readSeriesOf(viewer, request);
        if (news.error !== undefined) assertStringIncludes(news.error, "the board has none yet");
        received[x].push(...news.y);
        after[x] = news.lastStep;
      }
    };
    await until(async () => {
      await takeNew();
      return received.step.length >= 200 ? true : undefined;
    });
    await live.finish();
    await takeNew();
    const [all] = await readSeriesOf(viewer, { board: "live", metric: "loss", maxPoints: 100_000 });
    assertEquals(received.step, [...all.y]);
    assertEquals(received.timestamp, [...all.y]);
    const [none] = await readSeriesOf(viewer, {
      board: "live",
      metric: "loss",
      after: all.lastStep,
    });
    assertEquals([none.n, none.lastStep], [0, all.lastStep]);
  }
});

Deno.test("serve() asks for metrics and names as they are, not as SQL", async () => {
  await using attack = await attackedViewer();
  const injections = [
    `loss" FROM metrics; DROP VIEW metrics; --`,
    `"; ATTACH '/tmp/x' --`,
    `loss') OR 1=1 --`,
    `\u0000`,
    `step`,
    `nothing`,
  ];
  for (const metric of injections) {
    for (const x of ["step", "timestamp", { metric: "loss" }, { metric }]) {
      if (metric === "\u0000") continue;
      const body = JSON.stringify({ requests: [{ board: "full_duckdb", metric, x }] });
      const answer = await rawRequest(attack.port, "POST /api/series", {
        headers: [JSON_TYPE],
        body,
      });
      assertEquals(answer.status, 200);
      if (metric !== "step") {
        assertStringIncludes(answer.body, '"error"', JSON.stringify([metric, x]));
      }
    }
    const name = encodeURIComponent(metric);
    const rows = await rawRequest(attack.port, `GET /api/boards/full_duckdb/media?name=${name}`);
    assert(rows.status === 400 || JSON.parse(rows.body).rows.length === 0);
  }
  await assertLives(attack.port);
});
