import { assert, assertEquals } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { colors, drawn, hasColor, written } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const RUNS = ["train_0", "train_1", "train_2"];

browserTest("what charts can be told to show, and keep in the address", async (t) => {
  using boards = new TempDir();
  await runScript(new URL("../../fixtures/chart_boards.ts", import.meta.url), [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);

  await t.step("colours: by a config value, with a legend, and by a result", async () => {
    await viewer.show("charts", RUNS);
    await until(async () => (await drawn(page, "loss")).length === 3);
    assertEquals(new Set(await colors(page)).size, 3);
    await page.getByLabel("Colour by").selectOption("config.lr");
    await until(async () => new Set(await colors(page)).size === 2);
    await written(page, "color=config.lr");
    const legend = page.getByRole("list", { name: "Colours by lr" });
    assertEquals(
      (await legend.getByRole("listitem").allInnerTexts()).map((text) =>
        text.replace(/\s+/g, " ").trim()
      ),
      ["lr", "0.01 1 run", "0.1 2 runs"],
    );
    const [byValue = ""] = await colors(page);
    assert(await hasColor(page, "val/loss", byValue));
    await viewer.check();
    await viewer.picture("colors_value");
    await page.getByLabel("Colour by").selectOption("group");
    await until(async () => new Set(await colors(page)).size === 2);
    await page.getByLabel("Colour by").selectOption("last:val/loss");
    await until(async () => new Set(await colors(page)).size === 3);
    await page.getByRole("group", { name: "Colours by val/loss" }).waitFor();
    await viewer.check();
    await viewer.picture("colors_result");
  });

  await t.step("colours: chosen by hand, kept, and no other run's", async () => {
    await viewer.show("charts", RUNS);
    await until(async () => (await drawn(page, "loss")).length === 3);
    const before = await colors(page);
    // The first run of the legend gets the colour that the second one has.
    const dots = page.getByRole("list", { name: "Colours by run" }).locator("input");
    const [first, second] = [dots.nth(0), dots.nth(1)];
    await first.fill(await second.inputValue());
    await until(async () => String(await colors(page)) !== String(before));
    const after = await colors(page);
    assertEquals(new Set(after).size, 3);
    await until(() => page.url().includes("colors="));
    await page.reload();
    await until(async () => String(await colors(page)) === String(after));
    await page.getByRole("button", { name: "Reset colours" }).click();
    await until(async () => String(await colors(page)) === String(before));
    assert(String(before) !== String(after));
  });
});
