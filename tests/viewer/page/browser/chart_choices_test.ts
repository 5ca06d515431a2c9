/**
 * What charts can be told to show. The file has more than 300 lines because its steps share one
 * server, browser and page, which take seconds to start.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import {
  boxOf,
  colors,
  drawn,
  hasColor,
  hover,
  savedSvg,
  tickLabels,
  written,
} from "../../support/chart_page.ts";
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
    await until(() => hasColor(page, "val/loss", byValue));
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

  const chart = (name: string) => page.getByRole("region", { name, exact: true });

  await t.step("several metrics in one chart, by keys, kept, and split again", async () => {
    await viewer.show("charts", ["train_0"], { outliers: "out" });
    await until(async () => (await drawn(page, "loss")).length === 1);
    const menu = page.getByLabel("More for loss", { exact: true });
    const combine = page.getByRole("menuitem", { name: "Combine with other metrics…" });
    await menu.press("Enter");
    await combine.press("Enter");
    await page.getByRole("checkbox", { name: "val/loss" }).press("Space");
    await page.keyboard.press("Escape");
    const both = chart("loss, val/loss");
    await both.getByRole("list", { name: "Metrics" }).waitFor();
    assertEquals(await chart("val/loss").count(), 0);
    await page.reload();
    await until(async () =>
      await both.locator(".chart-view").getAttribute("aria-label") ===
        "loss, val/loss over step, 1 run"
    );
    // Both are of one size: they share an axis, and have colours of their own.
    const svg = await savedSvg(page, "loss, val/loss");
    const strokes = [...svg.matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="1.6"/g)];
    assertEquals(new Set(strokes.map(([, color]) => color)).size, 2);
    assert((await tickLabels(page, "loss, val/loss")).y.length > 1);
    assertStringIncludes(svg, ">val/loss</text>");
    // A rate of 1e-4 would be flat beside them.
    await page.getByLabel("More for loss, val/loss", { exact: true }).click();
    await combine.click();
    await page.getByRole("checkbox", { name: "rate" }).check();
    await page.keyboard.press("Escape");
    const all = "loss, val/loss, rate";
    await until(async () => /rate\s*\S+ to \S+/.test(await chart(all).innerText()));
    assertEquals((await tickLabels(page, all)).y.join(""), "");
    const paths = [
      ...(await savedSvg(page, all)).matchAll(
        / d="(M[^"]*)" stroke="#[0-9a-f]{6}" stroke-width="1.6/g,
      ),
    ];
    assertEquals(paths.length, 3);
    for (const [, path = ""] of paths) {
      const heights = path.split(/[ML]/).filter(Boolean).map((at) => Number(at.split(" ")[1]));
      assert(Math.max(...heights) - Math.min(...heights) > 50, "A metric is flat");
    }
    await chart(all).getByText("3 outliers beyond the axis").waitFor();
    await hover(page, all, 0.5);
    const text = await chart(all).locator(".chart-readout:not(.is-short)").innerText();
    assert(/0\.0000[0-9]+\s+(at \S+\s+)?rate/.test(text), text);
    await page.mouse.move(1, 1);
    await viewer.check();
    await viewer.picture("combined");
    await page.getByLabel(`More for ${all}`, { exact: true }).click();
    await page.getByRole("menuitem", { name: "One y scale for all" }).click();
    await until(async () => (await tickLabels(page, all)).y.join("") !== "");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByLabel(`More for ${all}`, { exact: true }).click()
        .then(() => page.getByRole("menuitem", { name: "Download CSV" }).click()),
    ]);
    const lines = (await Deno.readTextFile((await download.path())!)).split("\r\n");
    assertEquals(lines[0], "board_id,run,metric,step,value");
    assertEquals(lines.length, 1 + 3 * 6000 + 1);
    await page.getByLabel(`More for ${all}`, { exact: true }).click();
    await page.getByRole("menuitem", { name: "Split into single charts" }).click();
    await until(async () =>
      await chart("val/loss").count() === 1 && !page.url().includes("combined")
    );
  });

  await t.step("several metrics of several runs: colours of runs, dashes of metrics", async () => {
    await viewer.show("charts", RUNS, { combined: '[["val/loss","loss"]]', outliers: "out" });
    await until(async () =>
      await chart("val/loss, loss").locator(".chart-view").getAttribute("aria-label") ===
        "val/loss, loss over step, 3 runs"
    );
    const svg = await savedSvg(page, "val/loss, loss");
    const marks = [
      ...svg.matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="1.6"( stroke-dasharray)?/g),
    ];
    assertEquals(marks.length, 6);
    assertEquals(new Set(marks.map(([mark]) => mark)).size, 6);
    await viewer.picture("combined_runs");
  });

  await t.step("outliers: left out of the y range, counted, the same at each zoom", async () => {
    await viewer.show("charts", ["train_0"]);
    await until(async () => (await drawn(page, "loss")).length === 1);
    const greatest = async () => Math.max(...(await tickLabels(page, "loss")).y.map(parseTick));
    assert(await greatest() >= 5e5);
    await page.getByRole("button", { name: "No outliers" }).press("Enter");
    await chart("loss").getByText("3 outliers beyond the axis").waitFor();
    await written(page, "outliers=out");
    assert(await greatest() <= 3);
    assertEquals(await chart("val/loss").getByText(/outlier/).count(), 0);
    await viewer.picture("outliers");
    await viewer.show("charts", ["train_0"], { outliers: "out", range: "900~2500" });
    await chart("loss").getByText("2 outliers beyond the axis").waitFor();
    assert(await greatest() <= 3);
    // Where only an outlier is in view, it is seen.
    await viewer.show("charts", ["train_0"], { outliers: "out", range: "999.9~1000.1" });
    await until(async () => await greatest() >= 5e5);
    assertEquals(await chart("loss").getByText(/outlier/).count(), 0);
  });

  await t.step("a chart that is not drawn yet has no picture to save", async () => {
    let send = () => {};
    const held = new Promise<void>((resolve) => send = resolve);
    await page.route("**/api/series", async (route) => {
      await held;
      await route.continue();
    });
    try {
      await viewer.show("charts", ["train_0"]);
      await page.getByLabel("More for loss", { exact: true }).click();
      const items = ["All values at the cursor…", "Download PNG", "Download SVG"].map((name) =>
        page.getByRole("menuitem", { name })
      );
      const areEnabled = () => Promise.all(items.map((item) => item.isEnabled()));
      assertEquals(await areEnabled(), [false, false, false]);
      assert(await page.getByRole("menuitem", { name: "Download CSV" }).isEnabled());
      send();
      await until(async () => (await areEnabled()).every(Boolean));
      await Promise.all([page.waitForEvent("download"), items[2]!.click()]);
    } finally {
      send();
      await page.unroute("**/api/series");
    }
  });

  await t.step("one value is a bar from 0, with its value; axes have titles", async () => {
    await viewer.show("charts", RUNS);
    await until(async () => (await drawn(page, "test/accuracy")).length === 3);
    const svg = await savedSvg(page, "test/accuracy");
    const bars = [
      ...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)L[\d.]+ ([\d.]+)L[^"]*Z" fill="(#[0-9a-f]{6})"/g),
    ]
      .map(([, left, base, tip, color]) => ({
        left,
        base,
        height: Number(base) - Number(tip),
        color,
      }));
    assertEquals(bars.length, 3);
    assertEquals(svg.match(/<circle/g), null);
    for (const key of ["left", "color"] as const) {
      assertEquals(new Set(bars.map((bar) => bar[key])).size, 3, key);
    }
    assertEquals(new Set(bars.map(({ base }) => base)).size, 1);
    const [first, , third] = bars.map(({ height }) => height).sort((a, b) => a - b);
    assert(Math.abs(Number(first) / Number(third) - 0.5 / 0.7) < 0.01, JSON.stringify(bars));
    for (const text of ["0.5", "0.6", "0.7", "Step", "test/accuracy"]) {
      assertStringIncludes(svg, `>${text}</text>`);
    }
    // On the screen, too: each axis of a large chart has its title.
    await page.evaluate(() => {
      const { fillText } = CanvasRenderingContext2D.prototype;
      const texts = new Set<string>();
      Object.assign(globalThis, { texts });
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        texts.add(text);
        fillText.call(this, text, ...place);
      };
    });
    await page.getByLabel("Show test/accuracy in full screen").click();
    await until(() =>
      page.evaluate(() => {
        const { texts } = globalThis as unknown as { texts: Set<string> };
        return texts.has("Step") && texts.has("test/accuracy");
      })
    );
    await page.keyboard.press("Escape");
    // The bar under the pointer is the nearest.
    await hover(page, "test/accuracy", 0.5);
    const nearest = chart("test/accuracy").locator(".is-nearest");
    assertMatch(await nearest.innerText(), /0\.6\s+train 1/);
    await page.mouse.move(1, 1);
    await viewer.picture("bars");
    await viewer.check();
  });

  await t.step("the gap of a resumed run is a gap", async () => {
    await viewer.show("charts", ["resumed"], { x: "relative" });
    await until(async () => (await drawn(page, "value")).length === 1);
    const svg = await savedSvg(page, "value");
    const [, path = ""] = / d="(M[^"]*)" stroke="#[0-9a-f]{6}" stroke-width="1.6"/.exec(svg) ?? [];
    assertEquals(path.match(/M/g)?.length, 2);
    assertStringIncludes(svg, ">Time since start</text>");
  });

  await t.step(
    "alerts are marks at their steps, with their text on hover and on focus",
    async () => {
      await viewer.show("charts", RUNS, { outliers: "out" });
      const marks = chart("loss").locator(".alert-mark");
      await until(async () => await marks.count() === 2);
      // The last two are a step apart: one mark, of the one that matters more.
      assertEquals(
        await marks.nth(0).getAttribute("aria-label"),
        "Info at 1,500 of train 0: slow batch",
      );
      assertMatch(
        await marks.nth(1).getAttribute("aria-label") ?? "",
        /^2 alerts: Warning .*; Error .*no/,
      );
      assertEquals(await marks.evaluateAll((all) => all.map(({ className }) => className)), [
        "alert-mark is-info",
        "alert-mark is-error",
      ]);
      const plot = await boxOf(chart("loss").locator(".u-over"));
      const mark = await boxOf(marks.nth(0));
      const place = (mark.x + mark.width / 2 - plot.x) / plot.width;
      assert(Math.abs(place - 1500 / 5999) < 0.01, String(place));
      const text = page.getByRole("tooltip");
      await marks.nth(0).hover();
      await text.getByText("Info: slow batch").waitFor();
      await page.mouse.move(1, 1);
      await text.waitFor({ state: "detached" });
      // A picture has the marks, and below it what they say.
      const svg = await savedSvg(page, "loss");
      assertEquals(svg.match(/<g class="alert">/g)?.length, 2);
      assertEquals(
        [...svg.matchAll(/>((?:Info|Warning|Error) at [^<]*)</g)].map(([, text]) => text),
        [
          "Info at 1,500 of train 0: slow batch",
          "Warning at 3,000 of train 0: loss rises",
          "Error at 3,001 of train 0: loss is lost",
        ],
      );
      await page.getByLabel("More for loss", { exact: true }).click();
      const [png] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: "Download PNG" }).click(),
      ]);
      assert(await hasAlertPixels(page, await Deno.readFile((await png.path())!)));
      // By keys: Tab comes to the first mark, arrows go to the next.
      await chart("loss").locator(".chart-view").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      await text.getByText("Error: loss is lost").waitFor();
      await text.getByText("<b>no</b> markup").waitFor();
      const box = (await text.boundingBox())!;
      assert(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800);
      await viewer.check();
      await viewer.picture("alerts");
      await page.keyboard.press("Escape");
      await text.waitFor({ state: "detached" });
      // Zoomed in they are apart, over time they are where they were raised, and they can be hidden.
      await viewer.show("charts", RUNS, { outliers: "out", range: "2995~3005" });
      await until(async () => await marks.count() === 2);
      await viewer.show("charts", RUNS, { x: "relative" });
      await until(async () => await marks.count() > 0);
      await page.getByRole("button", { name: "Alerts", exact: true }).press("Enter");
      await until(async () => await marks.count() === 0);
      await written(page, "alerts=off");
    },
  );
});

/** Whether an image has pixels of the colour of errors. */
async function hasAlertPixels(page: Page, bytes: Uint8Array): Promise<boolean> {
  return await page.evaluate(async (base64) => {
    const probe = document.createElement("span");
    probe.style.color = "var(--bad)";
    document.body.append(probe);
    const wanted = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
    probe.remove();
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (wanted.every((value, j) => Math.abs(value - (data[i + j] ?? 0)) < 8)) return true;
    }
    return false;
  }, Buffer.from(bytes).toString("base64"));
}

/** A label of an axis as a number: `0.5M` is 500,000. */
function parseTick(label: string): number {
  return Number.parseFloat(label) * ({ k: 1e3, M: 1e6 }[label.at(-1) ?? ""] ?? 1);
}
