import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { hover, savedSvg, tickLabels, written } from "../../support/chart_page.ts";
import { GROUP_STEPS, groupRuns, statisticsOf, valueOf } from "../../support/group_values.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const BOARDS = new URL("../../fixtures/group_boards.ts", import.meta.url);
const ALERTED = '.alert-mark[aria-label*="of seed"]';

browserTest("charts of groups: their statistics, several metrics, alerts", async (t) => {
  using boards = new TempDir();
  await runScript(BOARDS, [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const chart = (name: string) => page.getByRole("region", { name, exact: true });
  const label = (name: string) => chart(name).locator(".chart-view").getAttribute("aria-label");
  const state = { group: "config.lr" };

  /** The rows of the CSV that the menu of a chart saves, without the head. */
  const savedRows = async (name: string) => {
    await page.getByLabel(`More for ${name}`, { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Download CSV" }).click(),
    ]);
    const [head = "", ...lines] = (await Deno.readTextFile((await download.path())!)).trim()
      .split("\r\n");
    return { head, rows: lines.map((line) => line.split(",")) };
  };

  for (const center of ["mean", "median"] as const) {
    for (const band of ["std", "sem", "minmax", "quartiles"] as const) {
      await t.step(`${center}, ${band}, as an independent computation has them`, async () => {
        await viewer.show("charts", [], { ...state, center, band });
        await until(async () => await label("loss") === "loss over step, 2 groups");
        const { head, rows } = await savedRows("loss");
        assertEquals(head, "group,x,loss,low,high,n");
        let compared = 0;
        for (const [lr, count] of [[0.1, 3], [0.01, 2]] as const) {
          const members = groupRuns().filter((run) => run.lr === lr);
          assertEquals(members.length, count);
          const own = new Map(
            rows.filter(([group]) => group === `lr = ${lr} (${count} runs)`)
              .map(([, x, ...numbers]) => [Number(x), numbers]),
          );
          for (let step = 0; step < GROUP_STEPS; step++) {
            const values = members.flatMap(({ run }) => valueOf(run, step) ?? []);
            const statistics = statisticsOf(values);
            if (statistics.n === 0) continue;
            const { n, center: centers, spread, range } = statistics;
            const at = centers[center];
            const [low, high] = band === "std" || band === "sem"
              ? [at - spread[band], at + spread[band]]
              : range[band];
            const [y, lower, upper, counted] = own.get(step) ?? [];
            assertEquals(Number(counted), n, `n at ${step}`);
            close(y, at, `${center} at ${step}`);
            // Of one run there is no deviation.
            if (n > 1 || !Number.isNaN(low)) {
              close(lower, low, `low at ${step}`);
              close(upper, high, `high at ${step}`);
            }
            compared++;
          }
        }
        assert(compared > GROUP_STEPS, String(compared));
      });
    }
  }

  await t.step(
    "several metrics in one chart: per metric a line and a band of each group",
    async () => {
      await viewer.show("charts", [], state);
      await until(async () => await label("loss") === "loss over step, 2 groups");
      await page.getByLabel("More for loss", { exact: true }).press("Enter");
      await page.getByRole("menuitem", { name: "Combine with other metrics…" }).press("Enter");
      await page.getByRole("checkbox", { name: "rate" }).press("Space");
      await page.keyboard.press("Escape");
      const both = "loss, rate";
      await until(async () => await label(both) === "loss, rate over step, 2 groups");
      assertEquals(await chart("rate").count(), 0);
      await written(page, "combined=");
      // A rate of 1e-5 would be flat: each metric has a scale of its own, in the legend.
      await until(async () => /rate\s*\S+ to \S+/.test(await chart(both).innerText()));
      assertEquals((await tickLabels(page, both)).y.join(""), "");
      const svg = await savedSvg(page, both);
      assertEquals([...svg.matchAll(/<path d="M[^"]*Z" fill="#/g)].length, 4);
      const lines = [
        ...svg.matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="1.6"( stroke-dasharray)?/g),
      ];
      assertEquals([lines.length, new Set(lines.map(([mark]) => mark)).size], [4, 4]);
      assertStringIncludes(svg, ">rate, lr = 0.1 (3 runs)</text>");
      // The readout and the file have the values of the metrics, not places on their scales.
      await hover(page, both, 0.5);
      const readout = chart(both).locator(".chart-readout:not(.is-short)");
      await until(async () =>
        /\n8\.\d+e-5\s+8\.\d+e-5 to \S+, n = 3\s+rate, lr = 0\.1/.test(await readout.innerText())
      );
      await page.mouse.move(1, 1);
      const { head, rows } = await savedRows(both);
      assertEquals(head, "group,metric,x,value,low,high,n");
      const rates = rows.filter(([group, metric]) =>
        group === "lr = 0.1 (3 runs)" && metric === "rate"
      );
      assertEquals(rates.length, GROUP_STEPS);
      for (const [, , step, value, , , n] of rates) {
        close(value, 1e-4 * (1 - Number(step) / 400), `rate at ${step}`);
        assertEquals(n, "3");
      }
      await viewer.check();
      await viewer.picture("groups_combined");
      // One group has the colours of metrics.
      await viewer.show("charts", [], {
        ...state,
        filter: "lr = 0.1",
        combined: '[["loss","rate"]]',
      });
      await until(async () => await label(both) === "loss, rate over step, 1 group");
      const one = await savedSvg(page, both);
      assertEquals(
        new Set([...one.matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="1.6"/g)].map(([, c]) => c))
          .size,
        2,
      );
      await viewer.picture("groups_combined_one");
      await page.getByLabel(`More for ${both}`, { exact: true }).click();
      await page.getByRole("menuitem", { name: "Split into single charts" }).click();
      await until(async () => await label("rate") === "rate over step, 1 group");
    },
  );

  await t.step("alerts of their runs are marks, also in a saved picture, or hidden", async () => {
    await viewer.show("charts", [], state);
    const marks = chart("loss").locator(ALERTED);
    await until(async () => await marks.count() === 2);
    assertMatch(await marks.nth(0).getAttribute("aria-label") ?? "", /^Info at 40 of seed 0/);
    const svg = await savedSvg(page, "loss");
    assertEquals(svg.match(/<g class="alert">/g)?.length, 2);
    assertStringIncludes(svg, "Warning at 120 of seed 3");
    assertStringIncludes(svg, ": loss rises</text>");
    await hover(page, "loss", 0.5);
    await page.mouse.move(1, 1);
    await viewer.check();
    await viewer.picture("groups_alerts");
    await page.getByRole("button", { name: "Alerts", exact: true }).click();
    await until(async () => await marks.count() === 0);
    assertEquals((await savedSvg(page, "loss")).includes("Warning at"), false);
  });
});

function close(text: string | undefined, expected = NaN, what = ""): void {
  const found = Number(text);
  assert(
    text !== undefined && Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${text}, not ${expected}`,
  );
}
