import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { serve } from "../../../../viewer/server/mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { BACKENDS, makePanelBoards, SWEEP } from "../../../../testing/panel_boards.ts";
import { boxOf } from "../../support/chart_page.ts";
import { until } from "../../support/until.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";

const HOSTILE = BACKENDS.map((backend) => `hostile_${backend}`);

/** What each tab has when all is there. */
const CONTENT = {
  media: ".medium img",
  tables: ".grid td",
  logs: ".log-line",
  config: ".json-tree",
  compare: ".compare-line",
  sql: ".result-plot canvas",
};

browserTest("the panels show what boards of both backends have", async (t) => {
  using boards = await makePanelBoards();
  await using server = serve({ baseDir: boards.baseDir, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  const panel = page.locator(".panel-area"); // Without the list of runs beside it.
  const { examples } = boards;

  await t.step("media: images, GIFs, videos and sounds by their names", async () => {
    await viewer.show("media", [examples.media]);
    const sections = page.locator(".media-section");
    await sections.nth(7).waitFor();
    assertEquals(await sections.locator("h3").allTextContents(), [
      ..."ball,gradients,moving ball,moving blob,ball video,tone,chord,sample".split(","),
    ]);
    await untilLoaded(page.locator(".medium img"));
    await sections.nth(1).getByText("channels first").waitFor();
    await sections.nth(1).getByText("channels last").waitFor();
    await sections.nth(4).scrollIntoViewIfNeeded();
    // Chromium plays no AVI: the page says so, and offers the file.
    await sections.nth(4).getByText("cannot play the avi file").waitFor();
    assertMatch(
      (await sections.nth(4).getByRole("link").getAttribute("href"))!,
      /^media\/.+\.avi$/,
    );
    await sections.nth(6).scrollIntoViewIfNeeded();
    const sound = sections.nth(6).locator("audio");
    await until(() => sound.evaluate((audio: HTMLAudioElement) => audio.duration === 0.5));
    await panel.evaluate((area) => area.scrollTop = 0);
    await viewer.check();
    await viewer.picture("media");
  });

  await t.step("media: an image opens, and is zoomed by wheel and keys", async () => {
    await page.getByRole("button", { name: "Open grey bytes" }).click();
    const image = page.locator(".zoom-box img");
    await image.waitFor();
    const scale = () =>
      image.evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).a);
    assertEquals(await scale(), 1);
    await page.locator(".zoom-box").hover();
    await page.mouse.wheel(0, -300);
    await until(async () => await scale() > 2);
    await page.locator(".zoom-box").focus();
    await page.keyboard.press("0");
    await until(async () => await scale() === 1);
    await page.keyboard.press("+");
    await until(async () => await scale() === 1.5);
    await viewer.check();
    await viewer.picture("zoom");
    await page.keyboard.press("Escape");
    await image.waitFor({ state: "detached" });
  });

  await t.step("media: several runs side by side, step by step", async () => {
    await viewer.show("media", HOSTILE);
    const section = page.getByRole("region", { name: '<b>"image"</b> 🎉' });
    await section.locator(".medium").nth(1).waitFor();
    assertEquals(await section.locator(".run-title").allTextContents(), [
      '<img src=x onerror=alert(1)> "hostile" duckdb 🚀',
      '<img src=x onerror=alert(1)> "hostile" parquet 🚀',
    ]);
    const captions = () => section.locator(".medium-caption").allTextContents();
    assertEquals(await captions(), Array(2).fill('<i>caption</i> & "4"'));
    await section.getByRole("slider").press("Home");
    await until(async () => (await captions()).every((text) => text === '<i>caption</i> & "0"'));
    await section.getByRole("button", { name: "Play" }).click();
    await until(async () => (await captions()).every((text) => text === '<i>caption</i> & "4"'));
    await section.getByRole("button", { name: "Play" }).waitFor(); // It stops at the end.
    await viewer.check();
    await viewer.picture("media_compared");
  });

  await t.step("tables: sorted, filtered, with media, opened and downloaded", async () => {
    await viewer.show("tables", [examples.tables]);
    const column = (place: number) => page.locator(`.grid tbody td:nth-child(${place + 1})`);
    await until(async () => await column(2).count() === 3);
    await untilLoaded(page.locator(".grid td img"));
    await page.getByRole("button", { name: "label" }).click();
    await page.getByRole("button", { name: "label" }).click();
    assertEquals(await column(2).allTextContents(), ["stripes", "square", "disc"]);
    assertEquals(await page.locator("th").nth(2).getAttribute("aria-sort"), "descending");
    await panel.getByRole("searchbox").fill("confidence > 0.84");
    assertEquals(await column(2).allTextContents(), ["stripes", "square"]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    const csv = await Deno.readTextFile((await download.path())!);
    assertMatch(
      csv,
      /^image,label,predicted,correct,confidence\r\n.*,stripes,stripes,true,0.88\r\n/,
    );
    await viewer.check();
    await viewer.picture("tables");
    await panel.getByRole("searchbox").fill("confidence > 0.84 and label = stripes");
    assertEquals(await column(2).allTextContents(), ["stripes"]);
    await panel.getByRole("searchbox").fill("acc(top1) > 0.5");
    await page.getByText('is written in quotes: "acc(top1)" (character 1)').waitFor();
    await viewer.check();
    await viewer.picture("tables_filter_problem");
    await panel.getByRole("searchbox").fill("confidence > 0.84");
    await page.getByRole("button", { name: "Open row 3" }).click();
    assertStringIncludes(await page.locator("dialog .record").innerText(), "stripes");
    await page.keyboard.press("Escape");
    await page.locator(".grid td .medium-open").first().click();
    await page.locator(".zoom-box img").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Previous step" }).click();
    await panel.getByRole("searchbox").fill("");
    await until(async () => (await column(5).allTextContents()).includes("0.8"));
  });

  await t.step("tables: twenty thousand rows, of which few are drawn", async () => {
    await viewer.show("tables", HOSTILE.slice(0, 1), { table: "long" });
    await page.getByText("20,000 rows").waitFor();
    const rows = page.locator(".grid tbody tr:not(.grid-space)");
    assert(await rows.count() < 100);
    await page.locator(".grid-box").evaluate((box) => box.scrollTop = box.scrollHeight);
    await page.getByRole("button", { name: "Open row 20000" }).waitFor();
    assert(await rows.count() < 100);
    await page.locator("th").getByRole("button", { name: "wave" }).click();
    await page.locator(".grid-box").evaluate((box) => box.scrollTop = 0);
    await until(async () => {
      const waves = await page.locator(".grid tbody td:nth-child(3)").allTextContents();
      return waves.length > 10 &&
        waves.slice(1).every((wave, i) => Number(wave) >= Number(waves[i]));
    });
    await viewer.check();
  });

  await t.step("logs: colours, stderr, search, a hundred thousand lines", async () => {
    await viewer.show("logs", HOSTILE.slice(0, 1));
    const output = page.getByRole("region", { name: "output.log" });
    await output.getByText("green").waitFor();
    const colorOf = (text: string) =>
      output.getByText(text, { exact: true }).evaluate((span) => getComputedStyle(span).color);
    assertEquals(await colorOf("orange"), "rgb(255, 135, 0)");
    assertEquals(
      await output.getByText("own", { exact: true }).evaluate((span) =>
        getComputedStyle(span).backgroundColor
      ),
      "rgb(1, 2, 3)",
    );
    assertEquals(
      await output.locator(".is-stderr").innerText(),
      "stderr<img src=x onerror=alert(5)> went wrong",
    );
    await page.getByRole("region", { name: "writer.log" }).getByText("Finished").first().waitFor();
    await viewer.check();

    await viewer.show("logs", ["long_log"]);
    await output.getByText("100,000 lines").waitFor();
    await output.getByText("line 99999 of").waitFor();
    assert(await output.locator(".log-line").count() < 200);
    await output.getByRole("searchbox").fill("LINE 777 OF");
    await output.getByText("1 line", { exact: true }).waitFor();
    await output.getByRole("searchbox").press("Enter");
    await output.locator(".is-current").getByText("line 777 of").waitFor();
    await viewer.check();
    await viewer.picture("logs");
  });

  await t.step("config: a tree, and of several runs the differences first", async () => {
    await viewer.show("config", [examples.digits[0]]);
    await page.getByText("learningRate").waitFor();
    assertStringIncludes(await page.locator(".config-run").innerText(), "learningRate 0.002");
    await viewer.show("config", HOSTILE);
    const keys = page.getByRole("region", { name: "Differences" }).locator("tbody th");
    await keys.first().waitFor();
    assertEquals((await keys.allTextContents()).slice(0, 2), ["config.lr", "config.optimizer"]);
    assert(!(await keys.allTextContents()).includes("config.seed"));
    await panel.getByRole("searchbox").fill("alert(2)");
    await until(async () => await page.locator(".json-key", { hasText: "lr" }).count() === 0);
    await panel.getByRole("searchbox").fill("");
    await viewer.check();
    await viewer.show("config", SWEEP.slice(0, 3));
    await keys.nth(2).waitFor();
    await viewer.picture("config");
  });

  await t.step("compare: config against the best of a metric", async () => {
    await viewer.show("compare", HOSTILE);
    const lines = page.locator(".compare-line");
    await until(async () => await lines.count() === 2);
    assertEquals(await page.getByLabel("Metric").inputValue(), "val/loss");
    assertEquals(await page.getByLabel("Best is the").inputValue(), "min");
    const chart = page.locator("svg.compare-chart").first();
    await until(async () => {
      const { x, y } = await boxOf(chart); // It may be drawn anew, wider or narrower.
      await page.mouse.move(x + 66, y + 42);
      return (await page.locator(".compare-readout").innerText({ timeout: 1000 })).includes(
        "duckdb 🚀: val/loss 0.2, lr 0.1",
      );
    });
    const { x, y } = await boxOf(chart);
    await page.mouse.move(x + 64, y + 60);
    await page.mouse.down();
    await page.mouse.move(x + 64, y + 30);
    await page.mouse.up();
    await until(async () => await page.locator(".compare-line.is-out").count() === 1);
    assertEquals(await page.locator(".compare-point").count(), 2);
    await page.getByRole("region", { name: "Comparison" }).waitFor();
    await viewer.show("compare", SWEEP);
    await until(async () => await lines.count() === SWEEP.length);
    await page.getByLabel("colour by result").check();
    const cut = await page.locator("svg.compare-chart").evaluateAll((charts) =>
      charts.flatMap((chart) => {
        const { left, right } = chart.getBoundingClientRect();
        return [...chart.querySelectorAll("text")].filter((text) => {
          const box = text.getBoundingClientRect();
          return box.left < left || box.right > right;
        }).map(({ textContent }) => textContent);
      })
    );
    assertEquals(cut, []);
    await viewer.check();
    await viewer.picture("compare");
  });

  await t.step("nothing selected, and nothing logged: the page says so", async () => {
    const words: Record<string, [none: string, nothing: string]> = {
      media: ["Select one or more runs", "No media were logged"],
      tables: ["Select one or more runs", "No tables were logged"],
      logs: ["Select a run", ""],
      config: ["Select one or more runs", ""],
      compare: ["Select two or more runs", "Select two or more runs"],
      sql: ["Select one or more runs", ""],
    };
    for (const [tab, [none, nothing]] of Object.entries(words)) {
      await viewer.show(tab, ["-"]);
      await page.getByText(none).waitFor();
      if (nothing === "") continue;
      await viewer.show(tab, ["long_log"]);
      await page.getByText(nothing).waitFor();
    }
  });

  await t.step("both themes, desktop and phone", async () => {
    const friendly: Record<string, string[]> = {
      media: [examples.media],
      tables: [examples.tables],
      logs: [examples.digits[0]],
    };
    for (const theme of ["light", "dark"] as const) {
      for (const window of ["desktop", "phone"] as const) {
        await using viewer = await ViewerPage.open(browser, server.url, { theme, window });
        for (const [tab, content] of Object.entries(CONTENT)) {
          const shown = theme === "light" ? HOSTILE : friendly[tab] ?? SWEEP;
          const state = { sql: 'SELECT board_id, step, "val/loss" FROM metrics ORDER BY step' };
          await viewer.show(tab, shown, state);
          await viewer.page.locator(content).first().waitFor();
          await untilLoaded(viewer.page.locator(".medium img"));
          await viewer.check();
          await viewer.picture(`${tab}_${theme}_${window}`);
        }
      }
    }
  });

  // Had a name become markup, its element would be on the page, whether it ran or not.
  assertEquals(await page.locator("#app script, #app img[src=x], #app s, #app u").count(), 0);
});

async function untilLoaded(images: ReturnType<Page["locator"]>): Promise<void> {
  await until(() =>
    images.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0))
  );
}
