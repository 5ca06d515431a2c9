import { assert, assertEquals } from "@std/assert";
import { serve } from "../../../../viewer/server/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { BACKENDS, makeFixtureBoards } from "../../../../testing/panel_boards.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";

/** Columns for the x axis, each with values whose labels are long in their way. */
const AXES = {
  "large integers": "9007199254740000 + i * 97 AS x",
  "milliseconds": "1700000000000 + i * 3600000 AS x",
  "negative integers": "-123456789012345 - i AS x",
  "floats": "0.1234567 + i * 1e-7 AS x",
  "tiny floats": "(1 + i) * 1.2345e-17 AS x",
  "huge floats": "(1 + i) * 1.2345e200 AS x",
  "dates": "epoch(DATE '2024-01-01' + INTERVAL (i) DAY) AS x",
  "one value": "123456789012 AS x",
};

browserTest("no label of the axes of a query's chart is cut", async (t) => {
  using dir = new TempDir();
  await makeFixtureBoards(dir.path);
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  await page.addInitScript(`{
    globalThis.drawn = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, ...rest) {
      const { a, e } = this.getTransform();
      const { actualBoundingBoxLeft, actualBoundingBoxRight } = this.measureText(text);
      drawn.push({
        canvas: this.canvas,
        text,
        left: e + a * (x - actualBoundingBoxLeft),
        right: e + a * (x + actualBoundingBoxRight),
      });
      return fillText.call(this, text, x, ...rest);
    };
  }`);
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [what, column] of Object.entries(AXES)) {
      await t.step(`${what}, ${width} pixels`, async () => {
        await viewer.show("sql", [`hostile_${BACKENDS[0]}`]);
        const query = page.getByRole("textbox", { name: "SQL query" });
        await query.fill(`SELECT ${column}, i AS y FROM range(50) t(i)`);
        await query.press("Control+Enter");
        await page.locator(".result-plot canvas").waitFor();
        await page.waitForTimeout(100);
        const { labels, cut } = await page.evaluate(`(() => {
          const canvas = document.querySelector(".result-plot canvas");
          const labels = drawn.filter((label) => label.canvas === canvas);
          const cut = labels.filter(({ left, right }) => left < 0 || right > canvas.width);
          return { labels: labels.length, cut: cut.map(({ text, left, right }) =>
            [text, left, right, canvas.width].join(" ")) };
        })()`) as { labels: number; cut: string[] };
        assert(labels > 0, "there are labels");
        assertEquals(cut, []);
      });
    }
  }
});
