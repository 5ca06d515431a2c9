import { assert, assertEquals } from "@std/assert";
import type { Locator } from "playwright-core";
import { Board, Media } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { boxOf } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const RUNS = ["duckdb", "parquet"] as const;
const STEPS = 9;

browserTest("the tab Media: one slider for all names, and two images compared", async (t) => {
  using dir = new TempDir();
  for (const [i, backend] of RUNS.entries()) await logMedia(dir.path, backend, i);
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const panel = page.locator(".panel-area");
  const slider = panel.getByRole("slider", { name: "Step of all media" });
  const captions = (name: string) =>
    page.getByRole("region", { name, exact: true }).locator(".medium-caption").allTextContents();
  const shows = (input: string[], prediction: string[]) =>
    until(async () =>
      JSON.stringify([await captions("input"), await captions("prediction")]) ===
        JSON.stringify([input, prediction])
    );

  await t.step("one slider moves all names of all runs, by step", async () => {
    await viewer.show("media", [...RUNS]);
    await slider.waitFor();
    assertEquals(await panel.getByRole("slider").count(), 1);
    await shows(["input 8", "input 8"], ["prediction 8", "prediction 8"]);
    await slider.press("Home");
    await shows(["input 0", "input 0"], ["prediction 0", "prediction 0"]);
    await slider.press("ArrowRight");
    await slider.press("ArrowRight");
    await slider.press("ArrowRight");
    await shows(["input 3", "input 3"], ["prediction 0", "prediction 0"]);
    await page.getByRole("region", { name: "prediction" }).getByText("from step 0").first()
      .waitFor();
    assertEquals(await panel.locator(".step-number").innerText(), "step 3 (4/9)");
    await viewer.check();
    await viewer.picture("media_slider");
  });

  await t.step("by global step", async () => {
    await page.getByLabel("Slider over").selectOption("global");
    await until(async () => /^global step/.test(await panel.locator(".step-number").innerText()));
    await slider.press("Home");
    // The second run counts its global steps in other steps than the first.
    await shows(["input 3", "input 4"], ["prediction 0", "prediction 4"]);
    assertEquals(await slider.getAttribute("aria-valuetext"), "Global step 0, 1 of 2");
    await until(() => page.url().includes("media+x=global"));
  });

  await t.step("by the epoch that a metric says, of which the last value counts", async () => {
    await page.getByLabel("Slider over").selectOption("metric");
    assertEquals(await page.getByLabel("Metric of the slider").inputValue(), "epoch");
    await until(async () => (await slider.getAttribute("aria-valuetext")) === "Epoch 4, 5 of 5");
    await slider.press("Home");
    await slider.press("ArrowRight");
    // The first run has two steps per epoch, the second three.
    await shows(["input 3", "input 5"], ["prediction 0", "prediction 4"]);
    await viewer.check();
    await page.reload();
    await shows(["input 3", "input 5"], ["prediction 0", "prediction 4"]);
  });

  await t.step("each name has a slider of its own when asked", async () => {
    await page.getByLabel("Slider over").selectOption("step");
    await page.getByLabel("one slider for all names").uncheck();
    await until(async () => await panel.getByRole("slider").count() === 2);
    await panel.getByRole("slider", { name: "Step of input" }).press("Home");
    await shows(["input 0", "input 0"], ["prediction 8", "prediction 8"]);
    await viewer.check();
    await page.getByLabel("one slider for all names").check();
  });

  const dialog = page.getByRole("dialog");
  const scales = () =>
    dialog.locator(".zoom-box img, .zoom-box canvas").evaluateAll((images) =>
      images.map((image) => new DOMMatrix(getComputedStyle(image).transform).a)
    );
  await t.step("two images side by side, zoomed and moved in step", async () => {
    await page.getByRole("button", { name: "Open input 8" }).first().click();
    await dialog.getByLabel("Compare with").selectOption({ label: "parquet, step 8, input 8" });
    await until(async () => (await scales()).length === 2);
    await dialog.locator(".zoom-box").nth(1).hover();
    await page.mouse.wheel(0, -300);
    await until(async () => (await scales()).every((scale) => scale > 2));
    await dialog.locator(".zoom-box").first().focus();
    await page.keyboard.press("ArrowLeft");
    const transforms = await dialog.locator(".zoom-box img").evaluateAll((images) =>
      images.map((image) => (image as HTMLElement).style.transform)
    );
    assertEquals(transforms[0], transforms[1]);
    await viewer.check();
    await viewer.picture("media_side_by_side");
  });

  await t.step("wiped: the edge is dragged, and moved by keys", async () => {
    await dialog.getByRole("button", { name: "Wipe" }).click();
    const edge = dialog.getByRole("slider", { name: "Edge between the images" });
    assert((await scales()).every((scale) => scale > 2)); // The zoom stays.
    await edge.press("End");
    assertEquals(await clipOf(dialog), "inset(0px 0px 0px 100%)");
    await edge.press("Home");
    await edge.press("ArrowRight");
    assertEquals(await clipOf(dialog), "inset(0px 0px 0px 2%)");
    const box = await boxOf(dialog.locator(".wipe"));
    const from = await boxOf(edge);
    await page.mouse.move(from.x + from.width / 2, from.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + 40);
    await page.mouse.up();
    assertEquals(await edge.getAttribute("aria-valuenow"), "25");
    await viewer.check();
    await viewer.picture("media_wipe");
  });

  await t.step("their difference, in numbers and pixels", async () => {
    await dialog.getByRole("button", { name: "Difference" }).click();
    await dialog.getByText("32 of 64 pixels differ: by 10 of 255 on average, 20 at most.")
      .waitFor();
    const canvas = dialog.locator("canvas");
    const pixel = (x: number) =>
      canvas.evaluate(
        (canvas: HTMLCanvasElement, x) => [
          ...canvas.getContext("2d")!.getImageData(x, 0, 1, 1).data,
        ],
        x,
      );
    await until(async () => (await pixel(7))[3] === 255); // Drawn after the text has come.
    assertEquals([await pixel(0), await pixel(7)], [[0, 0, 0, 255], [20, 20, 20, 255]]);
    await dialog.getByLabel("Brightness").selectOption("full");
    await until(async () => (await pixel(7))[0] === 255);
    await viewer.check();
    await viewer.picture("media_difference");
  });

  await t.step("an image and the same at another step", async () => {
    await dialog.getByLabel("Compare with").selectOption("step");
    const second = dialog.getByRole("slider", { name: "Step of the second image of input" });
    await dialog.getByText("64 of 64 pixels differ: by 80").waitFor();
    // While the next image is on its way, nothing is said of the last one.
    // They may be in the browser's memory already, so the decoder is held.
    await page.evaluate(() => {
      const { decode } = HTMLImageElement.prototype;
      const held = new Promise<void>((resolve) => addEventListener("decode", () => resolve()));
      HTMLImageElement.prototype.decode = function () {
        return held.then(() => decode.call(this));
      };
    });
    const status = dialog.locator(".difference-bar [role=status]");
    await second.press("ArrowRight");
    await until(async () => await status.innerText() === "Loading…");
    await page.evaluate(() => dispatchEvent(new Event("decode")));
    await until(async () => /pixels/.test(await status.innerText()));
    await second.press("End");
    await dialog.getByText("All 64 pixels are the same.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  for (const [window, theme] of [["phone", "dark"], ["desktop", "dark"]] as const) {
    await t.step(`${window}, ${theme}`, async () => {
      await using other = await ViewerPage.open(browser, server.url, { window, theme });
      await other.show("media", [...RUNS]);
      await other.page.getByRole("button", { name: "Open input 8" }).first().waitFor();
      await other.check();
      await other.picture(`media_slider_${window}`);
      await other.page.getByRole("button", { name: "Open input 8" }).first().click();
      await other.page.getByLabel("Compare with").selectOption({ index: 2 });
      for (const mode of ["Side by side", "Wipe", "Difference"]) {
        await other.page.getByRole("button", { name: mode }).click();
        await other.page.locator(".zoom-box").first().waitFor();
        await other.check();
        await other.picture(`media_${mode.replaceAll(" ", "_")}_${window}`);
      }
    });
  }
});

function clipOf(dialog: Locator): Promise<string> {
  return dialog.locator(".wipe-second").evaluate((element) => getComputedStyle(element).clipPath);
}

browserTest("media and tables of one run say which, where several are selected", async () => {
  using dir = new TempDir();
  for (const boardId of ["one", "other"]) {
    await using board = new Board({ name: boardId, boardId, baseDir: dir.path });
    if (boardId === "other") continue;
    board.logImages("input", { data: new Uint8Array(64), width: 8, height: 8 });
    board.logTable("words", [{ word: "a" }]);
    board.logHistogram("weights", [1, 2, 3]);
  }
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const labels = page.locator(".panel-area .run-label");
  for (const tab of ["media", "tables", "histograms"]) {
    await viewer.show(tab, ["one", "other"]);
    await labels.filter({ hasText: "one" }).waitFor();
    await viewer.show(tab, ["one"]);
    await page.locator(".panel-area").locator(".medium, .grid, .histogram-run").first().waitFor();
    assertEquals(await labels.count(), 0, tab);
  }
});

/** `input` at each step, `prediction` at each fourth, with epochs and global steps in between. */
async function logMedia(baseDir: string, backend: typeof RUNS[number], run: number): Promise<void> {
  const board = new Board({
    name: backend,
    boardId: backend,
    backend,
    baseDir,
    captureOutput: false,
    systemMetrics: false,
  });
  for (let step = 0; step < STEPS; step++) {
    if (step === 0 || step === 4 + run) board.step();
    board.log({
      ...(step % (2 + run) === 0 ? { epoch: step / (2 + run) } : {}),
      input: new Media(draw(10 * step, 20 * run), { caption: `input ${step}` }),
      ...(step % 4 === 0
        ? { prediction: new Media(draw(10 * step, 0), { caption: `prediction ${step}` }) }
        : {}),
    });
  }
  await board.finish();
}

/** 8 × 8 pixels of one grey, on the right half another. */
function draw(grey: number, more: number) {
  const data = Uint8Array.from(
    { length: 8 * 8 * 3 },
    (_, i) => Math.floor(i / 3) % 8 < 4 ? grey : grey + more,
  );
  return { data, width: 8, height: 8, channels: 3 as const };
}
