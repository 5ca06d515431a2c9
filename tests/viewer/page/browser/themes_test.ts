import { assertEquals } from "@std/assert";
import { serve } from "../../../../viewer/server/mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { hover, written } from "../../support/chart_page.ts";
import { makeExampleBoards } from "../../support/page_boards.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";

browserTest("the page looks as it should in both themes, on desktop and phone", async (t) => {
  using boards = await makeExampleBoards();
  await using server = serve({ baseDir: boards.baseDir, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  const views: [tab: string, ready: string, state?: Record<string, string>][] = [
    ["runs", ".runs-cell.is-number"],
    ["charts", '.chart-view[aria-label$="2 runs"] canvas', {
      smooth: "ema:0.9",
      x: "relative",
      size: "l",
    }],
    ["histograms", ".distribution"],
  ];
  for (const window of ["desktop", "phone"] as const) {
    for (const theme of ["light", "dark"] as const) {
      await t.step(`${window}, ${theme}`, async () => {
        await using viewer = await ViewerPage.open(browser, server.url, { window, theme });
        viewer.page.setDefaultTimeout(PATIENCE_MS);
        for (const [tab, ready, state] of views) {
          await viewer.show(tab, boards.ids, state);
          await viewer.page.locator(ready).first().waitFor();
          await viewer.page.waitForLoadState("networkidle").catch(() => {});
          if (tab === "charts" && window === "desktop") await hover(viewer.page, "train/loss", 0.6);
          await viewer.check();
          await viewer.picture(`${tab}_${window}_${theme}`);
        }
      });
    }
  }
  await t.step("the system's theme, until the reader selects another one", async () => {
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(server.url);
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await until(async () => await theme() === "dark");
    await page.emulateMedia({ colorScheme: "light" });
    await until(async () => await theme() === "light");
    await page.getByRole("button", { name: "Dark theme" }).click();
    await until(async () => await theme() === "dark");
    await written(page, "theme=dark");
    await page.reload();
    await until(async () => await theme() === "dark");
    await context.close();
  });
});

browserTest("colours that mean something stay where a system has its own", async () => {
  using boards = await makeExampleBoards();
  await using server = serve({ baseDir: boards.baseDir, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const looks = async (mark: string, part?: "::before") => {
    await page.locator(mark).first().waitFor();
    return await page.locator(mark).evaluateAll((elements, part) =>
      elements.map((element) => {
        const { backgroundColor, boxShadow } = getComputedStyle(element, part);
        return `${backgroundColor} ${boxShadow}`;
      }), part);
  };
  const allLooks = async (forcedColors: "active" | "none") => {
    await page.emulateMedia({ forcedColors });
    await viewer.show("charts", boards.ids);
    const list = [await looks(".run-list .run-dot"), await looks(".status-dot.is-finished")];
    await viewer.show("runs", boards.ids);
    return [...list, await looks(".runs-cell .run-dot"), await looks(".status", "::before")];
  };
  const usual = await allLooks("none");
  assertEquals(await allLooks("active"), usual);
});
