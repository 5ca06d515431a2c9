import { assert, assertEquals } from "@std/assert";
import { histogramsReply } from "../../../../viewer/protocol/histograms.ts";
import { mediaReply } from "../../../../viewer/protocol/media.ts";
import { stepsReply } from "../../../../viewer/protocol/rows.ts";
import { tablesReply } from "../../../../viewer/protocol/tables.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { at, BACKENDS, get, LAST_STEP, viewerOfBoards } from "../support/viewer_client.ts";

Deno.test("GET /api/boards/:id/media gives rows", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const path = `/api/boards/full_${backend}/media`;
    const { rows } = await get(viewer, `${path}?type=image&limit=2`, mediaReply);
    assertEquals(rows.map(({ step, name, caption }) => [step, name, caption]), [
      [300, HOSTILE.media, HOSTILE.caption],
      [300, HOSTILE.media, HOSTILE.caption],
    ]);
    const { width, height, format } = at(rows, 0);
    assertEquals([width, height, format], [8, 8, "png"]);
    const { rows: later } = await get(viewer, `${path}?after=300`, mediaReply);
    assert(later.length > 0 && later.every(({ step }) => step > 300));
  }
});

Deno.test("GET /api/boards/:id/tables, /histograms and /steps give what was logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const path = `/api/boards/full_${backend}`;
    const { rows, media } = await get(viewer, `${path}/tables?name=class_metrics`, tablesReply);
    const table = at(rows, 0);
    assertEquals(table.columns, [HOSTILE.column, "picture", "n"]);
    assertEquals(table.columnTypes, ["text", "media", "number"]);
    const [text, picture, number] = at(table.rows, 0);
    assertEquals([text, number], [HOSTILE.cell, "NaN"]);
    const { mediaId } = picture as { mediaId: string };
    const medium = media[mediaId];
    assert(medium !== undefined);
    const file = await fetch(new URL(medium.url, viewer.url));
    assertEquals((await file.bytes()).length, medium.sizeBytes);

    const all = await get(viewer, `${path}/histograms?name=grads`, histogramsReply);
    assertEquals([all.rows.length, all.total], [20, 20]);
    const first = at(all.rows, 0);
    assertEquals([first.count, first.nanCount, first.infCount], [3, 1, 1]);
    assertEquals(first.counts.reduce((sum, count) => sum + count), 3);
    assertEquals(first.bins.length, first.counts.length + 1);
    const thin = await get(viewer, `${path}/histograms?name=grads&thin=5`, histogramsReply);
    assertEquals(thin.total, 20);
    assertEquals([thin.rows.length, at(thin.rows, 0).step, at(thin.rows, 4).step], [
      5,
      304,
      LAST_STEP,
    ]);
    const one = await get(viewer, `${path}/histograms?name=grads&step=310`, histogramsReply);
    assertEquals(one.rows.map(({ step }) => step), [310]);

    const steps = (kind: string, name: string, more: Record<string, string> = {}) =>
      get(viewer, `${path}/steps?${new URLSearchParams({ kind, name, ...more })}`, stepsReply);
    assertEquals((await steps("media", HOSTILE.media)).steps, [300]);
    assertEquals((await steps("tables", "more")).steps, [303]);
    assertEquals((await steps("histograms", "grads")).steps.length, 20);
    assertEquals((await steps("media", "nothing")).steps, []);
    for (
      const [metric, place] of [[HOSTILE.metric, 299], ["note", null], ["none", null]] as const
    ) {
      const { places } = await steps("media", HOSTILE.media, { x: "metric", metric });
      assertEquals(places, [place]);
    }
    assertEquals((await steps("tables", "more", { x: "global_step" })).places, [29]);
  }
});
