import { assert, assertEquals } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { drawn, tickLabels } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const BOARDS = ["hard_a", "hard_b"];
const METRICS = [
  ...["loss", "wide", "edge", "greatest", "ends", "subnormal", "near", "far", "narrow"],
];

browserTest("axes have a few ticks of their own for any numbers", async (t) => {
  using boards = new TempDir();
  await runScript(new URL("../../fixtures/hard_charts.ts", import.meta.url), [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);

  const checkAll = async (metrics: string[]) => {
    for (const metric of metrics) {
      await page.getByRole("searchbox", { name: "Search metrics" }).fill(metric);
      await until(async () => (await drawn(page, metric)).length === 2);
      for (const labels of Object.values(await tickLabels(page, metric))) {
        assert(labels.length >= 1 && labels.length <= 12, `${metric}: ${labels.join()}`);
        assertEquals(new Set(labels).size, labels.length, `${metric}: ${labels.join()}`);
        for (const label of labels) assert(!/NaN|Infinity/.test(label), `${metric}: ${label}`);
      }
    }
  };

  await t.step("y linear and x over steps", async () => {
    await viewer.show("charts", BOARDS);
    await checkAll(METRICS);
    await viewer.show("charts", BOARDS);
    await until(async () => (await drawn(page, "narrow")).length === 2);
    await viewer.picture("axes_linear");
    const { y } = await tickLabels(page, "far");
    assert(y.every((label) => /^90071992547409\d\d$|^9007199254740\d\d\d$/.test(label)), y.join());
  });

  await t.step("y logarithmic", async () => {
    await viewer.show("charts", BOARDS, { y: "log" });
    await checkAll(METRICS);
    await viewer.show("charts", BOARDS, { y: "log" });
    await until(async () => (await drawn(page, "loss")).length === 2);
    assertEquals((await tickLabels(page, "loss")).y, ["0.001", "0.01", "0.1", "1"]);
    await viewer.picture("axes_log");
  });

  await t.step("x logarithmic: whole steps, and a word where a range has no values", async () => {
    const log = { "x scale": "log", metrics: "loss" };
    await viewer.show("charts", BOARDS, { ...log, range: "116.7~119.4" });
    await until(async () => (await drawn(page, "loss")).length === 2);
    assertEquals((await tickLabels(page, "loss")).x, ["117", "118", "119"]);
    await viewer.picture("axes_log_x");
    await viewer.show("charts", BOARDS, { ...log, range: "400~500" });
    const text = page.getByText("No values in this range of the x axis.");
    await until(async () => await text.count() === 1);
    await viewer.picture("axes_out_of_range");
  });

  await t.step("x of another metric, over times", async () => {
    for (const xmetric of ["far", "narrow", "near", "ends", "subnormal"]) {
      await viewer.show("charts", BOARDS, { x: "metric", xmetric });
      await checkAll(["loss", "far"]);
    }
    for (const x of ["relative", "clock"]) {
      await viewer.show("charts", BOARDS, { x });
      await checkAll(["loss"]);
    }
    await viewer.show("charts", BOARDS, { x: "clock" });
    await until(async () => (await drawn(page, "loss")).length === 2);
    await viewer.picture("axes_clock");
  });

  await t.step("x of a query's result", async () => {
    for (
      const x of ["9007199254740980 + i", "2.70000006 + 1e-15 * i", "1e308 * (i - 5)", "5e-324 * i"]
    ) {
      const sql = `SELECT (${x})::DOUBLE AS x, i::DOUBLE AS y FROM range(10) t(i)`;
      await viewer.show("sql", ["hard_a"], { sql, ask: "hard_a" });
      await page.locator(".result-plot canvas").waitFor();
      await page.locator(".u-legend").waitFor();
      await page.locator(".result-plot .u-over").hover();
      await viewer.picture(`axes_sql_${x.replace(/\W+/g, "_")}`);
    }
  });
});
