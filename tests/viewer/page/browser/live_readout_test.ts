import { assertEquals } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { RunningScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { drawn, hover } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const LIVE = new URL("../../fixtures/live_pair.ts", import.meta.url);

browserTest("a readout stays while the pointer rests, with the values of the moment", async (t) => {
  using dir = new TempDir();
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  await using live = new RunningScript(LIVE, [dir.path]);
  const chart = page.getByRole("region", { name: "value", exact: true });
  const readout = chart.locator(".chart-readout:not(.is-short)");
  const short = page.getByRole("region", { name: "square", exact: true }).locator(".is-short");
  /** The numbers of a readout: step and value, or the value alone. */
  const numbersOf = async (of: typeof readout) =>
    (await of.innerText({ timeout: 1000 })).split(/\s*\n\s*/).map(Number).filter((number) =>
      !Number.isNaN(number)
    );
  /** Both readouts are of one step, the one that is under the pointer at its place of the axis. */
  const areOf = async (lastStep: number, part: number) => {
    const [step = NaN, ...values] = await numbersOf(readout);
    const squares = await numbersOf(short);
    return Math.abs(step - lastStep * part) <= 1 && values.length > 0 &&
      values.every((value) => value === step) && squares.length > 0 &&
      squares.every((square) => square === step ** 2);
  };

  await until(() => Deno.statSync(dir.join("pair_parquet", "metadata.json")).isFile);
  await viewer.show("charts", ["pair_duckdb"]);
  await until(async () => (await drawn(page, "square")).length === 1);

  await t.step("rows arrive", async () => {
    await until(async () => (await chart.locator("canvas").count()) === 1);
    await hover(page, "value", 0.5);
    await until(() => areOf(9, 0.5));
    await page.evaluate(() => {
      const counts = globalThis as unknown as { gone: number };
      counts.gone = 0;
      new MutationObserver((changes) => {
        for (const { removedNodes } of changes) {
          for (const node of removedNodes) {
            // Of another chart, which gets its rows later, it may be beyond the last one.
            if ((node as Element).className === "chart-readout") counts.gone++;
          }
        }
      }).observe(document.body, { subtree: true, childList: true });
    });
    for (let rows = 1; rows <= 3; rows++) {
      await live.send("many");
      await until(() => areOf(9 + 100 * rows, 0.5));
    }
    assertEquals(await page.evaluate(() => (globalThis as unknown as { gone: number }).gone), 0);
  });

  await t.step("the chart is made anew, for other colours and for another run", async () => {
    await page.evaluate(() => location.hash = location.hash.replace("light", "dark"));
    await until(() => page.evaluate(() => document.documentElement.dataset.theme === "dark"));
    await live.send("many");
    await until(() => areOf(409, 0.5));
    await page.evaluate(() => {
      location.hash = location.hash.replace("pair_duckdb", "pair_duckdb,pair_parquet");
    });
    await until(async () => (await drawn(page, "value")).length === 2);
    await until(async () => await areOf(409, 0.5) && (await numbersOf(readout)).length === 3);
  });

  await t.step("keys have put the cursor, and the pointer is elsewhere", async () => {
    await page.mouse.move(0, 0);
    await readout.waitFor({ state: "detached" });
    await chart.locator(".chart-view").focus();
    await page.keyboard.press("ArrowRight");
    await until(async () => (await numbersOf(readout)).length === 3);
    const [before = NaN] = await numbersOf(readout);
    await live.send("many");
    // Both are the steps next to one place of the axis, half a step from it at most.
    const halves = 0.5 / 409 + 0.5 / 509;
    await until(async () => {
      const [step = NaN] = await numbersOf(readout);
      return Math.abs(step / 509 - before / 409) <= halves && step > before;
    });
    await page.keyboard.press("Tab");
    await readout.waitFor({ state: "detached" });
  });
});
