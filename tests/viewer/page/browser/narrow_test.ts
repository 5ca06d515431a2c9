import { assert, assertEquals } from "@std/assert";
import type { Locator } from "playwright-core";
import { serve } from "../../../../viewer/server/mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { makePanelBoards, SWEEP } from "../../../../testing/panel_boards.ts";
import { boxOf, hover } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";
import { ViewerPage, WINDOWS } from "../../../../testing/viewer_page.ts";

const WIDTH = 320;
const HOSTILE = ["hostile_duckdb", "hostile_parquet"];

browserTest(`a window of ${WIDTH} pixels shows all tabs and dialogs`, async (t) => {
  using boards = await makePanelBoards();
  await using server = serve({ baseDir: boards.baseDir, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  const { examples: { digits, media } } = boards;
  /** What of each tab shows that its content is there. */
  const TABS: [tab: string, runs: readonly string[], ready: string][] = [
    ["runs", SWEEP, ".runs-cell.is-number"],
    ["charts", SWEEP, ".chart-view canvas"],
    ["histograms", digits, ".distribution"],
    ["media", [media], ".medium img"],
    ["tables", HOSTILE, ".grid td"],
    ["files", digits, ".empty"],
    ["system", digits, ".system-panel, .empty"],
    ["logs", HOSTILE, ".log-line"],
    ["config", HOSTILE, ".json-tree"],
    ["compare", SWEEP, ".compare-line"],
    ["sql", SWEEP, "textarea"],
  ];

  for (const theme of ["light", "dark"] as const) {
    await t.step(`each tab, ${theme}`, async () => {
      await using viewer = await ViewerPage.open(browser, server.url, { window: "narrow", theme });
      viewer.page.setDefaultTimeout(PATIENCE_MS);
      for (const [tab, runs, ready] of TABS) {
        await viewer.show(tab, runs);
        await viewer.page.locator(ready).first().waitFor();
        await viewer.check();
        await viewer.picture(`${tab}_narrow_${theme}`);
        const tabs = viewer.page.getByRole("tab");
        const lines = await tabs.evaluateAll((tabs) =>
          new Set(tabs.map((tab) => tab.getBoundingClientRect().top)).size
        );
        assertEquals(lines, 2, `lines of tabs on ${tab}`);
      }
    });
  }

  await using viewer = await ViewerPage.open(browser, server.url, { window: "narrow" });
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);

  await t.step("a readout has the names below the values, all at one place", async () => {
    await viewer.show("charts", SWEEP);
    await page.locator('.chart-view[aria-label$="8 runs"] canvas').waitFor();
    await hover(page, "val/loss", 0.5);
    const rows = page.locator(".chart-readout-row");
    await until(async () => await rows.count() === 6);
    await page.getByText("and 2 more;").waitFor();
    const places = await rows.evaluateAll((rows) =>
      rows.map((row) => {
        const [value, name] = ["strong", ".chart-readout-name"]
          .map((selector) => row.querySelector(selector)!.getBoundingClientRect());
        return { left: name!.left, isBelow: name!.top >= value!.bottom - 3 };
      })
    );
    assert(places.every(({ isBelow }) => isBelow));
    assertEquals(new Set(places.map(({ left }) => left)).size, 1);
  });

  await t.step("a readout is below or above its chart, where there is room", async () => {
    await page.setViewportSize({ width: WIDTH, height: 844 });
    await hover(page, "val/loss", 0.4);
    const boxOfReadout = () =>
      page.locator(".chart-readout:not(.is-short)").boundingBox({ timeout: PATIENCE_MS });
    const plot = page.getByRole("region", { name: "val/loss", exact: true }).locator(".u-over");
    await until(async () => {
      const [readout, chart] = [(await boxOfReadout())!, (await plot.boundingBox())!];
      const isBeside = readout.y >= chart.y + chart.height || readout.y + readout.height <= chart.y;
      return isBeside && readout.y >= 0 && readout.y + readout.height <= 844;
    });
    await viewer.picture("readout_narrow");
  });

  await t.step("fingers: a tap reads out, one pans, two zoom, and lines are compared", async () => {
    await page.mouse.move(1, 1);
    await viewer.show("charts", SWEEP.slice(0, 2));
    await page.setViewportSize({ width: WIDTH, height: 500 });
    await page.locator('.chart-view[aria-label$="2 runs"] canvas').first().waitFor();
    const plot = page.locator(".u-over").first();
    const box = await boxOf(plot);
    const readout = page.locator(".chart-readout:not(.is-short)");
    // A finger that a busy browser takes for a long press, or for none, tries again.
    await until(async () => {
      await page.touchscreen.tap(box.x + box.width * 0.3, box.y + box.height / 2);
      await page.waitForTimeout(500);
      return await readout.locator(".chart-readout-name").count() === 2;
    });
    const top = async () => (await readout.boundingBox())!.y;
    const before = await top();
    await viewer.picture("tap_narrow");
    await page.locator(".panel-area").evaluate((area) => area.scrollTop += 30);
    await until(async () => Math.abs(before - 30 - await top()) < 2);

    const fingers = await page.context().newCDPSession(page);
    const move = async (...paths: [from: number, to: number][]) => {
      const { x, y, width } = await boxOf(plot);
      const pointsAt = (part: number) =>
        paths.map(([from, to], id) => ({ id, x: x + width * (from + (to - from) * part), y }));
      await fingers.send("Input.dispatchTouchEvent", {
        type: "touchStart",
        touchPoints: pointsAt(0),
      });
      for (const part of [0.25, 0.5, 0.75, 1]) {
        await fingers.send("Input.dispatchTouchEvent", {
          type: "touchMove",
          touchPoints: pointsAt(part),
        });
      }
      await fingers.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    const range = () => {
      const [, from, to] = /range=([\d.]+)~([\d.]+)/.exec(decodeURIComponent(page.url())) ?? [];
      return from === undefined ? undefined : [Number(from), Number(to)] as const;
    };
    // Of forty steps a fifth.
    await until(async () => {
      await move([0.45, 0.25], [0.55, 0.75]);
      await page.waitForTimeout(500);
      return range()![1] - range()![0] < 9;
    });
    const [zoomedFrom] = range()!;
    await until(async () => {
      await move([0.3, 0.6]);
      await page.waitForTimeout(500);
      return range()![0] < zoomedFrom - 0.5;
    });
    await until(async () => {
      await page.getByText(/^\d+ metrics?/).first().tap();
      await page.waitForTimeout(500);
      return await readout.count() === 0;
    });

    await viewer.show("compare", SWEEP);
    await page.locator(".compare-point").nth(7).tap();
    await until(async () => await page.locator(".compare-point.is-other").count() === 7);
    await page.setViewportSize(WINDOWS.narrow);
    await viewer.show("charts", SWEEP);
  });

  await t.step(
    "all values: the title has the step that the values are of, and no more",
    async () => {
      await page.locator(".chart-view").first().focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.locator("td").first().waitFor();
      const step = await dialog.locator("td").first().innerText();
      assertEquals(await dialog.getByRole("heading").innerText(), `val/loss at ${step}`);
      assertEquals(
        await dialog.getByRole("columnheader").allTextContents(),
        ["Line", "Step", "Value"],
      );
      await untilInside(dialog.locator("h2"));
      await viewer.check();
      await page.keyboard.press("Escape");
    },
  );

  await t.step("a long line of a log shows that it goes on", async () => {
    await viewer.show("logs", ["long_log"]);
    const log = page.getByRole("region", { name: "output.log" });
    await log.getByText("line 99999 of").waitFor();
    const arrow = log.locator(".scroll-more.is-right");
    await arrow.waitFor();
    await log.getByRole("log").evaluate((box) => box.scrollLeft = box.scrollWidth);
    await arrow.waitFor({ state: "detached" });
    await log.locator(".scroll-more.is-left").waitFor();
  });

  await t.step("names in a dialog are in full", async () => {
    await viewer.show("runs", HOSTILE);
    await page.getByRole("button", { name: "Delete…" }).click();
    await untilInside(page.locator(".delete-list"));
    await viewer.check();
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  await t.step("two images at two steps: both sliders are in the window", async () => {
    await viewer.show("media", HOSTILE.slice(0, 1));
    await page.locator(".medium-open").first().click();
    await page.getByLabel("Compare with").selectOption("another step of it");
    const sliders = page.locator("dialog .step-slider");
    await until(async () => await sliders.count() === 2);
    await untilInside(sliders.nth(1));
    await untilInside(page.locator("dialog h2"));
    await viewer.check();
    await page.keyboard.press("Escape");
  });

  await t.step("a metric of the x axis that no run in view has is named", async () => {
    await viewer.show("charts", SWEEP, { x: "metric", xmetric: "epoch" });
    await page.getByRole("button", { name: "Settings" }).click();
    assertEquals(await page.getByLabel("Metric of the x axis").inputValue(), "epoch");
  });

  await t.step("one selected run that the filter hides is one", async () => {
    await viewer.show("charts", SWEEP.slice(0, 1), { filter: "nowhere" });
    await page.getByText("1 run selected, but it does not match the filter nowhere.").waitFor();
  });

  await t.step("a group's means are beside the names, and end before the menus", async () => {
    await viewer.show("runs", SWEEP, { group: encodeURIComponent("config.optimizer") });
    const value = page.locator(".runs-row:not(.is-group) .runs-cell.is-number").first();
    await value.waitFor();
    await until(() =>
      value.evaluate((cell) => {
        const menu = cell.parentElement!.querySelector(".runs-actions")!;
        return cell.getBoundingClientRect().right - 8 <= menu.getBoundingClientRect().left;
      })
    );
  });
});

/** Waits until nothing of an element is cut off at its right. */
async function untilInside(element: Locator): Promise<void> {
  await element.waitFor();
  await until(() =>
    element.evaluate((element) =>
      element.scrollWidth <= element.clientWidth &&
      element.getBoundingClientRect().right <= innerWidth
    )
  );
}
