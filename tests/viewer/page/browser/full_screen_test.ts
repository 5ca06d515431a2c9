import { assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { written } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const COUNT = 90;
const nameOf = (i: number) => `layer/${String(i).padStart(3, "0")} #&?%2F/norm`;

browserTest(
  "a chart in full screen is in the address: Back closes it, a link shows it",
  async () => {
    using dir = new TempDir();
    await using board = new Board({
      name: "a",
      boardId: "a",
      baseDir: dir.path,
      captureOutput: false,
    });
    for (let step = 0; step < 9; step++) {
      board.log(Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [nameOf(i), i * step])));
    }
    await board.finish();
    await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    const { page } = viewer;
    page.setDefaultTimeout(PATIENCE_MS);
    const inFull = page.locator("dialog .chart-view canvas");
    const isOpen = async () => await inFull.count() === 1;

    await viewer.show("charts", ["a"]);
    await page.getByLabel(`Show ${nameOf(1)} in full screen`, { exact: true }).click();
    await inFull.waitFor();
    await written(page, "full=layer/001");
    await page.goBack();
    await until(async () => !await isOpen());
    await page.locator(".chart-view").first().waitFor();
    await page.goForward();
    await until(isOpen);
    await page.reload();
    await until(isOpen);
    await page.keyboard.press("Escape");
    await until(async () => !await isOpen() && !page.url().includes("full="));

    // One that is far below, by a link.
    await viewer.show("charts", ["a"], { full: nameOf(COUNT - 1) });
    await until(isOpen);
    assertEquals(await page.locator("dialog h2").innerText(), nameOf(COUNT - 1));
    await page.getByRole("button", { name: "Close" }).click();
    await until(async () => !await isOpen());
    assertEquals(
      await page.getByRole("region", { name: nameOf(COUNT - 1), exact: true }).count(),
      1,
    );
  },
);
