import { assert, assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { PATIENCE_MS } from "../../support/until.ts";

const LONG = "group_".repeat(50);

browserTest("long names, and those that end alike, are told apart", async (t) => {
  using dir = new TempDir();
  const ids = ["a", "b", "c"];
  for (const [i, boardId] of ids.entries()) {
    await using board = new Board({
      name: boardId,
      boardId,
      baseDir: dir.path,
      captureOutput: false,
      config: {
        seed: 12345678901234 + i,
        path: `/data/run/${i}/checkpoint`,
        lr: 10 ** -i,
        text: `${i}`.repeat(400),
      },
    });
    board.log({ loss: i, "/loss": 1, "train/x": 1, "val/x": 2, [`${LONG}/y`]: 1 });
  }
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  for (const window of ["desktop", "phone"] as const) {
    await t.step(window, async () => {
      await using viewer = await ViewerPage.open(browser, server.url, { window });
      const { page } = viewer;
      page.setDefaultTimeout(PATIENCE_MS);

      const layout = JSON.stringify({ pinned: ["train/x", "val/x"] });
      await viewer.show("charts", ids, { layout });
      await page.locator(".chart-view").first().waitFor();
      const heads = page.locator(".chart-head h3");
      assertEquals((await heads.allInnerTexts()).slice(0, 4), [
        "train/x",
        "val/x",
        "loss",
        "/loss",
      ]);
      await page.getByRole("searchbox", { name: "Search metrics" }).fill(LONG);
      const name = page.locator(".chart-group-name", { hasText: LONG });
      await name.waitFor();
      assert(
        await name.evaluate((e) =>
          e.scrollWidth > e.clientWidth && getComputedStyle(e).textOverflow === "ellipsis"
        ),
      );
      assertEquals(await name.getAttribute("title"), LONG);
      await viewer.check();
      await viewer.picture(`long_names_${window}`);

      await viewer.show("compare", ids, { against: "text" });
      const labels = page.locator(".parallel .compare-tick text, .chart-scroll .compare-tick text");
      await labels.first().waitFor();
      const texts = await labels.allTextContents();
      for (let i = 0; i < 3; i++) {
        assert(texts.includes(`${12345678901234 + i}`), texts.join());
        assert(texts.includes(`…a/run/${i}…`), texts.join());
      }
      // No label covers that of the next axis, nor is one of the scatter plot beyond its chart.
      const boxes = await labels.evaluateAll((all) =>
        all.map((label) => {
          const { left, right, top } = label.getBoundingClientRect();
          return { left, right, top };
        })
      );
      for (const [i, a] of boxes.entries()) {
        for (const b of boxes.slice(i + 1)) {
          const isBeside = a.right <= b.left || b.right <= a.left || Math.abs(a.top - b.top) > 10;
          assert(isBeside, `${texts[i]} covers ${texts[boxes.indexOf(b)]}`);
        }
      }
      const scatter = page.locator("svg.compare-chart").last();
      const below = (await scatter.locator("text").allTextContents()).filter((text) =>
        /^…(\d)\1+$/.test(text)
      );
      assertEquals(
        below.length > 0 && below.every((text) => text.length === 16),
        true,
        below.join(),
      );
      await viewer.check();
      await viewer.picture(`long_labels_${window}`);
      // Beside the list of runs, a panel is narrower than its window.
      await page.setViewportSize({ width: 768, height: 900 });
      await viewer.check();
    });
  }
});
