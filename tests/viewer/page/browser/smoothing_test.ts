import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { hover } from "../../support/chart_page.ts";
import { SPIKY_ROWS, spikyAverage, spikyMean } from "../../support/spiky_values.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

/** A line of so many rows is smoothed in 2,000 points. */
const ROWS_PER_POINT = SPIKY_ROWS / 2000;

browserTest("a sampled line is smoothed over all its rows, the same at each zoom", async (t) => {
  using boards = new TempDir();
  await runScript(new URL("../../fixtures/spiky_board.ts", import.meta.url), [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);

  for (const backend of ["duckdb", "parquet"]) {
    for (const range of ["", "20000~40000", "29000~31000", "29900~30100"]) {
      for (const smooth of ["mean:51", "ema:0.99", "gauss:20"]) {
        await t.step(`${backend}, ${range || "all"}, ${smooth}`, async () => {
          let found = "no readout";
          await viewer.show("charts", [`spiky_${backend}`], { smooth, range });
          await until(async () => await page.locator(".chart-card canvas").count() === 1);
          await hover(page, "loss", 0.5);
          const readout = page.getByRole("region", { name: "loss" }).locator(".chart-readout");
          // Of a range, the rows of the whole axis are shown until its own have come.
          await until(async () => {
            const [head = "", value = ""] = (await readout.innerText()).split(/\s*\n\s*/);
            const step = Number(head.replaceAll(",", ""));
            const expected = smooth === "ema:0.99"
              ? spikyAverage(step, 0.99 ** (1 / ROWS_PER_POINT))
              : spikyMean(step, Math.round(25.5 * ROWS_PER_POINT));
            found = `at ${head}: ${value}, not ${expected}`;
            return Math.abs(step - 30_000) < 400 && Math.abs(Number(value) / expected - 1) < 0.01;
          }).catch((cause) => {
            throw new Error(found, { cause });
          });
        });
      }
    }
  }
  await viewer.show("charts", ["spiky_duckdb"], { smooth: "mean:51" });
  await until(async () => await page.locator(".chart-card canvas").count() === 1);
  await viewer.picture("smoothed_all");
});
