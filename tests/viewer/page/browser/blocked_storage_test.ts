import { assertEquals } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { makePageBoards } from "../../support/page_boards.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

/** What a browser does that blocks all cookies. */
function block() {
  Object.defineProperty(globalThis, "localStorage", {
    get() {
      throw new DOMException("Access is denied for this document.", "SecurityError");
    },
  });
}

/** What it does whose memory for the page is full. */
function fill() {
  Storage.prototype.setItem = () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  };
}

for (const [what, script] of [["blocked", block], ["full", fill]] as const) {
  browserTest(`the page works where the browser's memory is ${what}`, async () => {
    using boards = await makePageBoards("one");
    await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    const { page } = viewer;
    page.setDefaultTimeout(PATIENCE_MS);
    await page.context().grantPermissions(["notifications"]);
    await page.addInitScript(script);
    await viewer.show("charts", ["one_duckdb"], { theme: "auto" });
    await page.locator(".chart-view").first().waitFor();
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    assertEquals(await theme(), "light");
    await page.getByRole("button", { name: "Dark theme" }).click();
    await until(async () => await theme() === "dark");
    // Told of are the runs of the time in which the page is open.
    const bell = page.getByRole("button", { name: "Notify me" });
    const isOn = () => bell.getAttribute("aria-pressed");
    await bell.click();
    await until(async () => await isOn() === "true");
    await bell.click();
    await until(async () => await isOn() === "false");
  });
}
