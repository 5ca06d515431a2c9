import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Route } from "playwright-core";
import { hover } from "../../support/chart_page.ts";
import { pageTest } from "../../support/page_test.ts";
import { until } from "../../support/until.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

pageTest("charts and histograms show whatever was logged", async (t, viewer) => {
  const { page } = viewer;

  for (const backend of BACKENDS) {
    await t.step(
      `charts: values that are not finite, texts and odd names, ${backend}`,
      async () => {
        await viewer.show("charts", [`odd_${backend}`]);
        const notes = (name: string) =>
          page.getByRole("region", { name, exact: true }).locator(".chart-notes");
        await until(async () => await notes("nan").innerText() === "✕ 6 NaN");
        assertEquals((await notes("inf").innerText()).split(/\s+(?=[▲▼])/), ["▲ 1 ∞", "▼ 1 -∞"]);
        await viewer.picture(`odd_${backend}`);
        const search = page.getByRole("searchbox", { name: "Search metrics" });
        for (
          const name of ["<script>alert(2)</script>", "__proto__", "constructor", "🐟", "late"]
        ) {
          await search.fill(name);
          const card = page.locator(".chart-card");
          await until(async () => await card.count() >= 1);
          await until(async () => await card.locator("canvas").count() === await card.count());
        }
        await search.fill("once");
        await hover(page, "once", 0.5);
        assertMatch(await page.locator(".chart-readout").innerText(), /^7\n\s*42/);
        await search.fill("late");
        await hover(page, "late", 0.98);
        assertMatch(await page.locator(".chart-readout").innerText(), /^59\n\s*59/);
        await search.fill("all/nan");
        await until(async () => await notes("all/nan").innerText() === "✕ 60 NaN");
        await search.fill("ok");
        await hover(page, "ok", 0.01);
        assertMatch(await page.locator(".chart-readout").innerText(), /^(0\n\s*true|1\n\s*false)/);
        await search.fill("note");
        await until(async () => await page.locator(".text-row").count() === 3);
        assertEquals(await page.locator(".text-value").allTextContents(), [
          "<b>step</b> 40",
          "<b>step</b> 20",
          "<b>step</b> 0",
        ]);
        await viewer.check();
      },
    );

    await t.step(`charts: a board of one row, ${backend}`, async () => {
      await viewer.show("charts", [`one_${backend}`]);
      await until(async () => await page.locator(".chart-card canvas").count() === 3);
      await hover(page, "loss", 0.5);
      const readout = page.getByRole("region", { name: "loss" }).locator(".chart-readout");
      assertMatch(await readout.innerText(), /^0\n\s*0\.5/);
      await page.getByText("only this").waitFor();
      await viewer.check();
    });

    await t.step(`histograms: one without a finite value, ${backend}`, async () => {
      await viewer.show("histograms", [`odd_${backend}`]);
      await page.getByText(/^step 59 · 0 values · ✕ 1 NaN · ▲ 1 infinite/).waitFor();
      await page.getByText("No bin of step 59 has a value.").waitFor();
      assertEquals(await page.locator("canvas.distribution").count(), 0);
      await viewer.check();
    });

    await t.step(`histograms: over all steps, and at one of them, ${backend}`, async () => {
      const asked = Promise.withResolvers<Route>();
      await page.route(/histograms\?.*thin=/, (route) => asked.resolve(route), { times: 1 });
      await viewer.show("histograms", [`plain_${backend}`]);
      const held = await asked.promise;
      // What has no rows yet says so, and is no empty box.
      await page.locator(".histogram-views").getByText("Loading…").waitFor();
      await held.continue();
      await page.getByText(/^step 380 · 500 values/).waitFor();
      await page.getByRole("img", { name: /Heat map of weights\/fc1: 20 histograms/ }).waitFor();
      await page.getByRole("slider").press("Home");
      await page.getByText(/^step 0 · 500 values/).waitFor();
      await page.getByRole("img", { name: /Distribution of weights\/fc1 at step 0/ }).waitFor();
      await page.locator(".heat-map").click({ position: { x: 300, y: 80 } });
      await until(async () => !/^step 0 /.test(await page.locator(".histogram-words").innerText()));
      await viewer.check();
      await viewer.picture(`histograms_${backend}`);
    });
  }

  await t.step("charts: a board of 5,000 metrics", async () => {
    await viewer.show("charts", ["wide"]);
    await page.getByText("5,000 metrics").waitFor();
    await until(async () => await page.locator(".chart-card canvas").count() > 2);
    assert(await page.locator(".chart-card").count() < 40);
    await page.getByRole("searchbox", { name: "Search metrics" }).fill("metric_4321");
    await page.getByRole("region", { name: "group_86/metric_4321" }).locator("canvas").waitFor();
    await page.getByRole("searchbox", { name: "Search metrics" }).fill("group_99/");
    await page.getByText("50 of 5,000 metrics").waitFor();
    await viewer.check();
  });
});
