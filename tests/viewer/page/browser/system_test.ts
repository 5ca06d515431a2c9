import { assert, assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";

browserTest("the tab System draws what the machines of runs did", async () => {
  using dir = new TempDir();
  const sampled = (["duckdb", "parquet"] as const).map((backend) =>
    new Board({
      name: `on ${backend}`,
      boardId: backend,
      baseDir: dir.path,
      backend,
      captureOutput: false,
      systemMetrics: { interval: 1 },
    })
  );
  const other = new Board({
    name: "not sampled",
    boardId: "other",
    baseDir: dir.path,
    captureOutput: false,
    systemMetrics: false,
  });
  for (const board of [...sampled, other]) board.log({ loss: 1 });
  await new Promise((done) => setTimeout(done, 3300));
  await Promise.all([...sampled, other].map((board) => board.finish()));
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  for (const [window, theme] of [["desktop", "light"], ["phone", "dark"]] as const) {
    await using viewer = await ViewerPage.open(browser, server.url, { window, theme });
    const { page } = viewer;
    await viewer.show("system", ["duckdb", "parquet", "other"]);
    const charts = page.locator(".system-chart");
    await charts.first().locator("canvas").waitFor();
    const titles = await charts.locator("h3").allTextContents();
    assertEquals(titles.slice(0, 1), ["process cpu (%)"]);
    assert(titles.includes("process memory (MB)"));
    const legend = await charts.first().locator(".u-series th").allTextContents();
    assertEquals(legend.slice(1), ["on duckdb", "on parquet"]);
    // Nobody points at a time: the legend names none, and no values.
    assertEquals(await charts.first().locator(".u-value").allInnerTexts(), ["", "", ""]);
    assertEquals(
      await page.getByText("time", { exact: true }).filter({ visible: true }).count(),
      0,
    );
    await viewer.check();
    await viewer.picture(`system_${window}`);
    await viewer.show("system", ["parquet"]);
    await page.locator(".run-label", { hasText: "on parquet" }).waitFor();
    await viewer.show("system", ["other"]);
    await page.getByText("Nothing was sampled").waitFor();
  }
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  await page.route("**/api/sql", async (route) => {
    const response = await route.fetch();
    const reply = await response.json();
    const firsts = Map.groupBy(reply.rows as unknown[][], ([, name]) => name);
    await route.fulfill({
      response,
      json: { ...reply, rows: [...firsts.values()].map(([a]) => a) },
    });
  });
  await viewer.show("system", ["duckdb"]);
  const over = page.locator(".system-chart .u-over").first();
  await over.hover();
  // The axis of the only sample begins at its time, as no time is before it, and values at 0.
  await page.locator(".u-series", { hasText: /^time\s*0 s$/ }).first().waitFor();
  const [area, point] = await Promise.all([
    over.boundingBox(),
    page.locator(".u-cursor-pt:visible").first().boundingBox(),
  ]);
  assert(Math.abs(point!.x + point!.width / 2 - area!.x) <= 1, JSON.stringify({ area, point }));
  assert(point!.y - area!.y < area!.height * 0.1, JSON.stringify({ area, point }));
});
