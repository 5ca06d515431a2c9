import { assert, assertEquals, assertMatch } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { boxOf, drawn, hover } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const RUNS = Array.from({ length: 40 }, (_, i) => `run_${i}`);

browserTest("readouts, tables and full screens have all digits and all runs", async (t) => {
  using boards = new TempDir();
  await runScript(new URL("../../fixtures/many_runs.ts", import.meta.url), [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const readoutOf = (name: string) =>
    page.getByRole("region", { name, exact: true }).locator(".chart-readout:not(.is-short)");

  await t.step("whole numbers are shown in full, fractions with all digits", async () => {
    await viewer.show("charts", ["run_0"]);
    await until(async () => (await drawn(page, "seen")).length === 1);
    await hover(page, "seen", 0.5);
    const [head = "", value = ""] = (await readoutOf("seen").innerText()).split(/\s*\n\s*/);
    assertEquals(Number(value), 12345678901 + Number(head));
    await hover(page, "part", 0.5);
    const [step = "", part = ""] = (await readoutOf("part").innerText()).split(/\s*\n\s*/);
    assertEquals(Number(part), Number(step) / 7);
  });

  await t.step("each run that has no value at the cursor's step says which it has", async () => {
    await viewer.show("charts", ["run_2", "run_3"]);
    await until(async () => (await drawn(page, "seen")).length === 2);
    // Near step 29: a run of every third step has 27 or 30.
    await hover(page, "seen", 29 / 59);
    const text = await readoutOf("seen").innerText();
    assertMatch(text, /^29\n/);
    const other = 12345678901 + 300 + 30;
    assertMatch(text.replace(/\s+/g, " "), new RegExp(`${other} at 30 run 3 of a sweep`));
    assertMatch(
      text.replace(/\s+/g, " "),
      new RegExp(`${12345678901 + 200 + 29} run 2 of a sweep`),
    );
  });

  await t.step("the line nearest to the pointer is first, and marked", async () => {
    await viewer.show("charts", ["run_2", "run_30"]);
    await until(async () => (await drawn(page, "seen")).length === 2);
    const first = readoutOf("seen").locator(".chart-readout-row").first();
    for (const [down, run] of [[0.9, 2], [0.1, 30]] as const) {
      await hover(page, "seen", 0.5, down);
      assertMatch(await first.innerText(), new RegExp(`run ${run} of a sweep`));
      assertMatch(await first.getAttribute("class") ?? "", /is-nearest/);
      // The ring is on its line: above or below the middle.
      const ring = (await page.locator(".chart-nearest").boundingBox())!;
      const plot = await boxOf(
        page.getByRole("region", { name: "seen", exact: true }).locator(".u-over"),
      );
      assertEquals(ring.y > plot.y + plot.height / 2, run === 2);
    }
    // On other charts nothing is pointed at.
    assertEquals(await page.locator(".chart-nearest").count(), 1);
    assertEquals(await page.locator(".is-nearest").count(), 1);
    await viewer.picture("readout_nearest");
  });

  await t.step("names are in full, and all values can be had, also by keys", async () => {
    await viewer.show("charts", RUNS);
    await until(async () => (await drawn(page, "part")).length === 40);
    await hover(page, "part", 0.5);
    const names = readoutOf("part").locator(".chart-readout-name");
    for (const name of await names.all()) {
      const isCut = (element: Element) => element.scrollWidth > element.clientWidth;
      assertEquals(await name.evaluate(isCut), false);
    }
    await readoutOf("part").getByText("and 28 more").waitFor();
    const chart = page.getByRole("region", { name: "part", exact: true }).locator(".chart-view");
    await page.mouse.move(1, 1);
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    assertEquals(await dialog.locator("tbody tr").count(), 40);
    const [name = "", step = "", value = ""] = await dialog.locator("tbody tr").first()
      .locator("th, td").allInnerTexts();
    assertEquals(Number(value), (Number(/run (\d+)/.exec(name)?.[1]) + Number(step)) / 7);
    await viewer.check();
    await viewer.picture("readout_values");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    // In full screen by its menu, which has all that the card's has of files.
    await page.getByLabel("Show part in full screen").click();
    await page.getByLabel("More for part in full screen").click();
    for (const item of ["PNG", "SVG", "CSV"]) {
      await page.getByRole("menuitem", { name: `Download ${item}` }).waitFor();
    }
    await page.getByRole("menuitem", { name: "All values at the cursor…" }).click();
    assertEquals(await dialog.last().locator("tbody tr").count(), 40);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.last().getByRole("button", { name: "Download CSV" }).click(),
    ]);
    const [head = "", ...lines] = Deno.readTextFileSync((await download.path())!).trim().split(
      "\r\n",
    );
    assertEquals([head, lines.length], ["run,step,Value", 40]);
    for (const [name = "", x, value] of lines.map((line) => line.split(","))) {
      assertEquals(Number(value), (Number(/\d+/.exec(name)) + Number(x)) / 7); // As the run logs it.
    }
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });

  for (const size of ["s", "m", "l"]) {
    await t.step(`twelve runs are in the window, size ${size}`, async () => {
      await viewer.show("charts", RUNS.slice(0, 12), { size });
      await until(async () => (await drawn(page, "part")).length === 12);
      await hover(page, "part", 0.5);
      const readout = readoutOf("part");
      await until(async () => await readout.locator(".chart-readout-row").count() === 12);
      const { y, height, x, width } = (await readout.boundingBox())!;
      assert(x >= 0 && y >= 0 && x + width <= 1280 && y + height <= 800, `${y}, ${height}`);
      const last = (await readout.locator(".chart-readout-row").last().boundingBox())!;
      assert(last.y + last.height <= y + height);
      // No ancestor clips it.
      assertEquals(
        await readout.evaluate((element) => getComputedStyle(element).position),
        "fixed",
      );
      await viewer.picture(`readout_${size}`);
    });
  }

  await t.step("a full screen of many runs keeps its axis, and names all runs", async () => {
    for (const [width, height] of [[1280, 800], [390, 844], [800, 500]] as const) {
      await page.setViewportSize({ width, height });
      await viewer.show("charts", RUNS);
      await until(async () => (await drawn(page, "part")).length === 40);
      await page.getByLabel("Show part in full screen").click();
      const chart = page.locator("dialog .chart-view");
      await chart.locator("canvas").waitFor();
      const boxes = () =>
        Promise.all([
          chart.boundingBox(),
          chart.locator("canvas").boundingBox(),
          page.locator("dialog .chart-legend").boundingBox(),
        ]);
      // The chart gets the height that its legend leaves once that is laid out: wait until it rests.
      let before = "";
      await until(async () => {
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
        const now = JSON.stringify(await boxes());
        const isAtRest = now === before;
        before = now;
        return isAtRest;
      });
      const [view, canvas, legend] = await boxes();
      assert(canvas!.y + canvas!.height <= view!.y + view!.height + 1, "The axis is cut off");
      assert(view!.y + view!.height <= legend!.y + 1, "The legend covers the chart");
      assert(legend!.y + legend!.height <= height, "The legend is out of sight");
      assertEquals(await page.locator("dialog .chart-legend li").count(), 40);
      await viewer.picture(`full_screen_${width}`);
      await page.keyboard.press("Escape");
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await t.step("tables, queries and comparisons tell whole numbers apart", async () => {
    await viewer.show("tables", ["run_0"]);
    await page.getByText("12345678902", { exact: true }).waitFor();
    assertEquals(await page.getByText("0.333333…").getAttribute("title"), String(1 / 3));
    const sql = "SELECT 12345678901::BIGINT a, 12345678902::DOUBLE b, 9007199254740993 c, 1 / 3 d";
    await viewer.show("sql", ["run_0"], { sql, ask: "run_0" });
    for (const text of ["12345678901", "12345678902", "9007199254740993"]) {
      await page.getByRole("region", { name: "Result" }).getByText(text, { exact: true }).waitFor();
    }
    await viewer.show("compare", ["run_0", "run_1"]);
    for (const text of ["12345678901", "12345678902"]) {
      await page.getByRole("region", { name: "Comparison" }).getByText(text, { exact: true })
        .waitFor();
    }
    await viewer.picture("compare_seeds");
  });
});
