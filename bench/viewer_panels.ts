/**
 * Measures the panels of the viewer's page in headless Chromium, on the boards
 * of their tests: a log of 100,000 lines and a table of 20,000 rows.
 *
 * ```sh
 * deno run -A bench/viewer_panels.ts   # about half a minute
 * ```
 *
 * @module
 */
import { TempDir } from "../testing/temp_dir.ts";
import { launchBrowser } from "../testing/browser.ts";
import { makeFixtureBoards } from "../testing/panel_boards.ts";
import { ViewerPage } from "../testing/viewer_page.ts";
import { serve } from "../viewer/server/mod.ts";
import { median } from "./table.ts";

const RUNS = Number(Deno.env.get("BENCH_RUNS") ?? 5);
const figures = new Map<string, number[]>();

using dir = new TempDir();
await makeFixtureBoards(dir.path);
await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
await using browser = await launchBrowser();

for (let run = 0; run <= RUNS; run++) {
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  const note = (what: string, value: number) => {
    // The first one warms up the server.
    if (run > 0) figures.set(what, [...figures.get(what) ?? [], value]);
  };
  const start = performance.now();
  await viewer.show("logs", ["long_log"]);
  await page.getByText("line 99999 of").waitFor();
  note("log of 100,000 lines, until its end is seen, ms", performance.now() - start);
  await page.getByText("100,000 lines").waitFor();
  note("… until all lines are there, ms", performance.now() - start);
  note(
    "… a search in them, until it is drawn, ms",
    await page.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>(".log-search")!;
      const start = performance.now();
      input.value = "line 777 of";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }),
  );
  note(
    "… the page's JavaScript memory, MB",
    await page.evaluate(() =>
      // Chromium's own; not in the types of the DOM.
      (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6
    ),
  );
  const tableStart = performance.now();
  await viewer.show("tables", ["hostile_duckdb"], { table: "long" });
  await page.getByText("20,000 rows").waitFor();
  note("table of 20,000 rows, until it is seen, ms", performance.now() - tableStart);
  note(
    "… sorted by a column, until it is drawn, ms",
    await page.evaluate(async () => {
      const button = document.querySelectorAll<HTMLButtonElement>(".grid th button")[1];
      const start = performance.now();
      button?.click();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }),
  );
}
console.log(
  `Medians of ${RUNS}; Deno ${Deno.version.deno}, Chromium ${browser.version()}, ` +
    `${new Date().toISOString().slice(0, 10)}\n`,
);
for (const [what, values] of figures) console.log(`| ${what} | ${median(values).toFixed(0)} |`);
Deno.exit(0);
