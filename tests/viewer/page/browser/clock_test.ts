import { assert, assertEquals } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { RunningScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { drawn, savedSvg } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

browserTest(
  "a live chart over time, after the clock was set back, has each row once",
  async (t) => {
    using boards = new TempDir();
    await using script = new RunningScript(
      new URL("../../fixtures/clock_back.ts", import.meta.url),
      [boards.path],
    );
    await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    const { page } = viewer;
    page.setDefaultTimeout(PATIENCE_MS);
    await until(async () => {
      for (const backend of ["duckdb", "parquet"]) await Deno.stat(boards.join(`back_${backend}`));
      return true;
    });
    const ids = ["back_duckdb", "back_parquet"];
    let count = 30;

    for (const x of ["clock", "relative"]) {
      await t.step(`over ${x}`, async () => {
        await viewer.show("charts", ids, { x });
        await until(async () => (await drawn(page, "value")).length === 2);
        const notes = page.getByRole("region", { name: "value", exact: true }).locator(
          ".chart-notes",
        );
        for (let i = 0; i < 25; i++) {
          await script.send("log");
          count++;
          await page.waitForTimeout(150);
        }
        const nan = Array.from({ length: count }, (_, i) => i).filter((i) => i % 10 === 5).length;
        await until(async () => await notes.innerText() === `✕ ${2 * nan} NaN`);
        await page.waitForTimeout(4000);
        assertEquals(await notes.innerText(), `✕ ${2 * nan} NaN`);
        // The rows after the change are earlier: no line leads from them to those before it.
        const svg = await savedSvg(page, "value");
        for (const path of linesOf(svg)) assert(longest(path) < 60, path);
        await viewer.picture(`clock_${x}`);
      });
    }
  },
);

/** The lines of an SVG of a chart: paths of more than a few points. */
function linesOf(svg: string): string[] {
  const paths = [...svg.matchAll(/<path d="(M[^"]*)" stroke="#[0-9a-f]{6}" stroke-width="1.6"/g)];
  return paths.map(([, path = ""]) => path);
}

/** How far one point of a path is from the one before that it is joined with, at most, in pixels. */
function longest(path: string): number {
  let most = 0;
  for (const part of path.split("M")) {
    const at = part.split("L").map((point) => Number(point.split(" ")[0]));
    at.forEach((x, i) => most = Math.max(most, i === 0 ? 0 : Math.abs(x - (at[i - 1] ?? NaN))));
  }
  return most;
}
