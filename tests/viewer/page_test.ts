import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { serve } from "../../viewer/server/mod.ts";
import { browserTest, launchBrowser } from "./support/browser.ts";
import { LiveLog, makeExampleBoards, makePageBoards } from "./support/page_boards.ts";
import { ViewerPage } from "./support/viewer_page.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
/** A machine that has much else to do takes long for a page. */
const PATIENCE_MS = 60_000;
const PLAIN = ["plain_duckdb", "plain_parquet"];

browserTest("the page lists runs and draws their charts", async (t) => {
  using boards = await makePageBoards();
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const rows = () => page.locator(".runs-row:not(.is-head, .is-group)");
  const names = () => page.locator(".runs-name").allTextContents();
  const box = page.getByRole("searchbox", { name: "Search and filter runs" });

  await t.step("runs: all of them, with what they are", async () => {
    await viewer.show("runs", []);
    await until(async () => await rows().count() === 8);
    assertEquals(
      await page.getByRole("table", { name: "Runs" }).getAttribute("aria-rowcount"),
      "9",
    );
    const broken = rows().filter({ hasText: "broken_board" });
    assertStringIncludes(await broken.innerText(), "broken");
    const plain = rows().filter({ hasText: "plain duckdb" });
    await until(async () => /finished[^]*400/.test(await plain.innerText()));
    await viewer.check();
    await viewer.picture("runs");
  });

  await t.step("runs: found by words and comparisons, with a word where that is none", async () => {
    await box.fill("lr > 0.001");
    await until(async () => (await names()).join() === "plain parquet");
    await box.fill("optimizer.name = ADAM or once = 42");
    await until(async () => await rows().count() === 3);
    await box.fill("min(train/loss) < 0.2 and plain");
    await until(async () => await rows().count() === 2);
    await box.fill("lr >");
    await page.getByText('A value is missing after "lr >"').waitFor();
    await box.fill("wd = 3");
    await page.getByText('No run has "wd"').waitFor();
    await box.fill("");
    await until(async () => await rows().count() === 8);
  });

  await t.step("runs: sorted, grouped, with other columns, all in the address", async () => {
    await page.getByRole("button", { name: "Columns…" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByRole("searchbox").fill("val/loss");
    await dialog.getByText("val/loss (min)").click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "val/loss (min)" }).waitFor();
    await page.getByRole("button", { name: "Name", exact: true }).click();
    await until(async () => (await names())[0].startsWith("<img"));
    await page.getByRole("button", { name: "Name", exact: true }).click();
    await until(async () => (await names())[0] === "wide");
    assertEquals(
      await page.locator('[role="columnheader"][aria-sort]').getAttribute("aria-sort"),
      "descending",
    );
    await page.getByLabel("Group by").selectOption("config.optimizer.name");
    const groups = page.locator(".runs-row.is-group");
    assertEquals(await groups.allTextContents(), [
      "▾adam 1choose",
      "▾sgd 1choose",
      "▾none 6choose",
    ]);
    await page.getByRole("button", { name: /adam/ }).click();
    await until(async () => await rows().count() === 7);
    await written(page);
    await page.reload();
    await until(async () => await rows().count() === 7);
    await page.getByRole("button", { name: "val/loss (min)" }).waitFor();
    await viewer.check();
    await page.getByLabel("Group by").selectOption("");
  });

  await t.step("runs: renamed, noted, tagged, hidden, beside the board and not in it", async () => {
    const before = await Deno.readTextFile(boards.join("plain_duckdb/metadata.json"));
    await page.getByRole("button", { name: "Actions for plain duckdb" }).click();
    await page.getByRole("menuitem", { name: "Name, tags, notes…" }).click();
    await page.getByLabel("Shown as").fill("<b>my</b> best run");
    await page.getByLabel("Tags, with commas between").fill("paper, best,paper");
    await page.getByLabel("Notes").fill("lr found by hand");
    await viewer.check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "<b>my</b> best run", exact: true }).waitFor();
    await box.fill("tags = paper and not hand");
    await until(async () => await rows().count() === 1);
    await box.fill("notes ~ hand");
    await until(async () => await rows().count() === 1);
    await page.getByRole("button", { name: "Actions for <b>my</b> best run" }).click();
    await page.getByRole("menuitem", { name: "Hide from the list" }).click();
    await page.getByText("No run matches.").waitFor();
    await page.getByLabel("1 hidden").check();
    await until(async () => await rows().count() === 1);
    await page.getByRole("button", { name: "Actions for <b>my</b> best run" }).click();
    await page.getByRole("menuitem", { name: "Name, tags, notes…" }).click();
    await page.getByLabel("Shown as").fill("");
    await page.getByLabel("Leave it out of the list").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    // Until it is saved nothing else of the page can be used.
    await page.locator("dialog").waitFor({ state: "detached" });
    await box.fill("");
    await until(async () => (await names()).includes("plain duckdb"));
    assertEquals(await Deno.readTextFile(boards.join("plain_duckdb/metadata.json")), before);
  });

  await t.step("runs: deleted, once that is confirmed", async () => {
    await page.getByRole("button", { name: "Actions for broken_board" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByText("This cannot be undone").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert((await Deno.stat(boards.join("broken_board"))).isDirectory);
    await page.getByRole("button", { name: "Actions for broken_board" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await dialog.getByRole("button", { name: "Delete from disk" }).click();
    await until(async () => await rows().count() === 7);
    assertEquals(await exists(boards.join("broken_board")), false);
  });

  await t.step("runs: several are chosen, by pointer and keys", async () => {
    // Nobody had chosen: the newest one is.
    await page.getByRole("button", { name: "Choose none" }).click();
    await page.getByLabel("Choose plain duckdb").check();
    await page.getByLabel("Choose plain parquet").focus();
    await page.keyboard.press("Space");
    await page.getByText("2 chosen").waitFor();
    await page.getByRole("toolbar", { name: "Chosen runs" }).getByRole("button", { name: "Charts" })
      .click();
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    await page.goBack();
    await page.getByText("2 chosen").waitFor();
  });

  await t.step("charts: one a metric, in groups, with a line for each run", async () => {
    await viewer.show("charts", PLAIN);
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    assertEquals(await page.locator(".chart-group button").allTextContents(), [
      "▾train 2",
      "▾Ungrouped 1",
      "▾val 1",
    ]);
    assertEquals(
      await page.getByRole("region", { name: "train/loss" }).locator("h3").innerText(),
      "loss",
    );
    // The pixels are there, in the runs' own colours.
    for (const color of await colors(page)) {
      assert(await hasColor(page, "train/loss", color), `No line is ${color}`);
    }
    await viewer.check();
    await viewer.picture("charts");
  });

  await t.step("charts: values at the cursor, in order, in all charts", async () => {
    await hover(page, "train/loss", 0.5);
    const readout = page.getByRole("region", { name: "train/loss" }).locator(".chart-readout");
    await readout.waitFor();
    const text = await readout.innerText();
    assertMatch(text, /^(199|200)\n/);
    assert(text.indexOf("plain parquet") < text.indexOf("plain duckdb"), text);
    await page.getByRole("region", { name: "train/accuracy" }).locator(".chart-readout.is-short")
      .waitFor();
    await viewer.picture("charts_cursor");
  });

  await t.step("charts: a zoom asks for that piece, and a double click takes it back", async () => {
    const plot = page.getByRole("region", { name: "train/loss" }).locator(".u-over");
    const { x, y, width, height } = (await plot.boundingBox())!;
    await page.mouse.move(x + width * 0.25, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + height / 2 + 3, { steps: 4 });
    await page.mouse.up();
    await until(() => /range=/.test(page.url()));
    const [from, to] = decodeURIComponent(page.url()).match(/range=([\d.]+)~([\d.]+)/)!.slice(1)
      .map(Number);
    assert(Math.abs(from - 100) < 5 && Math.abs(to - 200) < 5, `${from} to ${to}`);
    await written(page);
    await page.reload();
    await page.getByRole("button", { name: /Show the whole x axis/ }).waitFor();
    await page.getByRole("region", { name: "train/loss" }).locator(".u-over").dblclick();
    await until(() => !/range=/.test(page.url()));
    // By keys: the chart itself takes them.
    await page.getByRole("group", { name: /^train\/loss over step/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".chart-readout").first().waitFor();
    await page.keyboard.press("+");
    await until(() => /range=/.test(page.url()));
    await page.keyboard.press("0");
    await until(() => !/range=/.test(page.url()));
  });

  await t.step("charts: zoomed and panned by wheel, Shift and fingers", async () => {
    const range = async () => {
      await written(page);
      return decodeURIComponent(page.url()).match(/range=([\d.-]+)~([\d.]+)/)?.slice(1)
        .map(Number);
    };
    await hover(page, "train/loss", 0.5);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -120);
    await page.keyboard.up("Control");
    await until(async () => await range() !== undefined);
    const zoomed = (await range())!;
    assert(zoomed[0] > 0 && zoomed[1] < 399, zoomed.join());
    await page.keyboard.down("Shift");
    await page.mouse.down();
    const plot = page.getByRole("region", { name: "train/loss" }).locator(".u-over");
    const { x, y, width, height } = (await plot.boundingBox())!;
    await page.mouse.move(x + width * 0.3, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    const panned = (await range())!;
    assert(panned[0] > zoomed[0] && panned[1] > zoomed[1], panned.join());
    // Two fingers that part.
    const finger = (id: number, type: string, part: number) =>
      plot.dispatchEvent(type, {
        pointerId: id,
        pointerType: "touch",
        clientX: x + width * part,
        clientY: y + 20,
      });
    await finger(1, "pointerdown", 0.4);
    await finger(2, "pointerdown", 0.6);
    await finger(1, "pointermove", 0.2);
    await finger(2, "pointermove", 0.8);
    await finger(1, "pointerup", 0.2);
    await finger(2, "pointerup", 0.8);
    const pinched = (await range())!;
    assert(pinched[1] - pinched[0] < (panned[1] - panned[0]) * 0.5, pinched.join());
    await plot.dblclick();
    await until(async () => await range() === undefined);
    // A drag that goes upwards shows that piece of the y axis, here alone.
    await page.mouse.move(x + width * 0.3, y + height * 0.2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.31, y + height * 0.8, { steps: 4 });
    await page.mouse.up();
    assertEquals(await range(), undefined);
    await until(() => /zoom/.test(page.url()));
    await plot.dblclick();
    // On a logarithmic axis there is no place for what someone was sent.
    await viewer.show("charts", PLAIN, { y: "log", "y zoom train/loss": "-1~1" });
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    await viewer.show("charts", PLAIN);
    await until(async () => (await drawn(page, "train/loss")).length === 2);
  });

  await t.step("charts: over any x axis, logarithmic, smoothed", async () => {
    const x = page.getByLabel("X axis", { exact: true });
    for (const kind of ["global", "relative", "clock", "step"]) {
      await x.selectOption(kind);
      await until(async () => (await drawn(page, "train/loss")).length === 2);
    }
    await x.selectOption("metric");
    await page.getByText("Choose the metric of the x axis above.").first().waitFor();
    await page.getByLabel("Metric of the x axis").selectOption("train/accuracy");
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    await page.getByRole("group", { name: "train/loss over train/accuracy, 2 runs" }).waitFor();
    await x.selectOption("step");
    await page.getByRole("button", { name: "Log y" }).click();
    for (const kind of ["ema", "mean", "gauss"]) {
      await page.getByLabel("Smoothing", { exact: true }).selectOption(kind);
      await page.getByLabel("Amount of smoothing").press("ArrowRight");
      await until(async () => (await drawn(page, "train/loss")).length === 2);
    }
    await until(() => /smooth=gauss/.test(page.url()));
    assertStringIncludes(page.url(), "y=log");
    await viewer.check();
    await viewer.picture("charts_smoothed");
  });

  await t.step("charts: pinned, moved, resized, in full screen, all kept", async () => {
    await viewer.show("charts", PLAIN);
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    const order = async () =>
      (await page.locator(".chart-card").evaluateAll((cards) =>
        cards.map((card) => card.getAttribute("aria-label"))
      )).slice(0, 3);
    await page.getByLabel("More for train/loss").click();
    await page.getByRole("menuitem", { name: "Move later" }).click();
    await until(async () => (await order()).join() === "train/accuracy,train/loss,lr");
    await page.getByLabel("More for train/loss").click();
    await page.getByRole("menuitem", { name: "Wider" }).click();
    await page.getByLabel("Pin lr to the top").click();
    await until(async () => (await order()).join() === "lr,train/accuracy,train/loss");
    await written(page);
    await page.reload();
    await until(async () => (await order()).join() === "lr,train/accuracy,train/loss");
    const widths = await Promise.all(
      ["train/loss", "train/accuracy"].map(async (name) =>
        (await page.getByRole("region", { name }).boundingBox())!.width
      ),
    );
    assert(widths[0] > widths[1] * 1.8, widths.join());
    await page.getByRole("region", { name: "train/accuracy" }).locator(".chart-head").dragTo(
      page.getByRole("region", { name: "train/loss" }).locator(".chart-head"),
    );
    await until(async () => (await order()).join() === "lr,train/loss,train/accuracy");
    await page.getByLabel("Show lr in full screen").click();
    await page.locator("dialog canvas").waitFor();
    await viewer.check();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  });

  await t.step("charts: saved as PNG, SVG and CSV", async () => {
    const save = async (kind: string) => {
      await page.getByLabel("More for train/accuracy").click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: `Download ${kind}` }).click(),
      ]);
      return await Deno.readFile((await download.path())!);
    };
    assertEquals([...(await save("PNG")).subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
    const svg = new TextDecoder().decode(await save("SVG"));
    assertMatch(svg, /^<svg [^]*<path d="M[\d.]+ [\d.]+L[^]*plain parquet/);
    const csv = new TextDecoder().decode(await save("CSV")).trim().split("\r\n");
    assertEquals(csv[0], "board_id,run,step,train/accuracy");
    assertEquals(csv.length, 801);
    assertEquals(csv[1], "plain_duckdb,plain duckdb,0,0");
  });

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

    await t.step(`histograms: over all steps, and at one of them, ${backend}`, async () => {
      await viewer.show("histograms", [`plain_${backend}`]);
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

browserTest("the page looks as it should in both themes, on desktop and phone", async (t) => {
  using boards = await makeExampleBoards();
  await using server = serve({ baseDir: boards.baseDir, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  const views: [tab: string, ready: string, state?: Record<string, string>][] = [
    ["runs", ".runs-cell.is-number"],
    ["charts", '.chart-view[aria-label$="2 runs"] canvas', {
      smooth: "ema:0.9",
      x: "relative",
      size: "l",
    }],
    ["histograms", ".distribution"],
  ];
  for (const window of ["desktop", "phone"] as const) {
    for (const theme of ["light", "dark"] as const) {
      await t.step(`${window}, ${theme}`, async () => {
        await using viewer = await ViewerPage.open(browser, server.url, { window, theme });
        viewer.page.setDefaultTimeout(PATIENCE_MS);
        for (const [tab, ready, state] of views) {
          await viewer.show(tab, boards.ids, state);
          await viewer.page.locator(ready).first().waitFor();
          await viewer.page.waitForLoadState("networkidle").catch(() => {});
          if (tab === "charts" && window === "desktop") await hover(viewer.page, "train/loss", 0.6);
          await viewer.check();
          await viewer.picture(`${tab}_${window}_${theme}`);
        }
      });
    }
  }
  await t.step("the system's theme, until another one is chosen", async () => {
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(server.url);
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await until(async () => await theme() === "dark");
    await page.emulateMedia({ colorScheme: "light" });
    await until(async () => await theme() === "light");
    await page.getByRole("button", { name: "Dark theme" }).click();
    await until(async () => await theme() === "dark");
    await written(page);
    await page.reload();
    await until(async () => await theme() === "dark");
    await context.close();
  });
});

browserTest("the page follows what happens on disk", async (t) => {
  for (const backend of BACKENDS) {
    await t.step(`a live run grows, ${backend}`, async () => {
      using boards = await makePageBoards("none");
      await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
      await using browser = await launchBrowser();
      await using viewer = await ViewerPage.open(browser, server.url);
      const { page } = viewer;
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(server.url);
      await page.getByRole("heading", { name: "No runs yet" }).waitFor();
      await viewer.check();
      {
        await using live = new LiveLog(boards.path, backend);
        // Nobody chose a run: the first one that comes is shown.
        const chart = page.getByRole("region", { name: "live/value" });
        await chart.locator("canvas").waitFor();
        await page.getByRole("img", { name: "running" }).waitFor();
        const asked: string[] = [];
        page.on("request", (request) => {
          if (request.url().endsWith("/api/series")) asked.push(request.postData()!);
        });
        for (let i = 1; i <= 3; i++) {
          await live.log("row");
          await until(async () => {
            await hover(page, "live/value", 0.99);
            return (await chart.locator(".chart-readout").innerText()).includes(`\n${i}`);
          });
        }
        // Nothing is fetched twice.
        assert(asked.length >= 3);
        for (const body of asked) assert(JSON.parse(body).requests[0].after >= 0, body);
        await live.log("late");
        await page.getByRole("region", { name: "live/late" }).locator("canvas").waitFor();
      }
      await page.getByRole("img", { name: "finished" }).waitFor();
    });
  }

  await t.step("a board deleted while open, and a server gone and back", async () => {
    using boards = await makePageBoards("one");
    const port = freePort();
    const start = () => serve({ baseDir: boards.path, port, log: () => {} });
    let server = start();
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    const { page } = viewer;
    page.setDefaultTimeout(PATIENCE_MS);
    await viewer.show("charts", ["one_duckdb", "one_parquet"]);
    await until(async () => (await drawn(page, "loss")).length === 2);
    await Deno.remove(boards.join("one_duckdb"), { recursive: true });
    await page.getByText("The run one_duckdb is no longer in the folder.").waitFor();
    await until(async () => (await drawn(page, "loss")).length === 1);
    await page.getByRole("button", { name: "Take it out of the choice" }).click();
    await page.getByText("no longer in the folder").waitFor({ state: "detached" });
    await server.shutdown();
    await page.getByText("The server does not answer.").waitFor();
    await viewer.check();
    server = start();
    await page.getByText("The server does not answer.").waitFor({ state: "detached" });
    // The new server has another token, and the page knows it.
    await page.getByRole("tab", { name: "Runs" }).click();
    await page.getByRole("button", { name: "Actions for one row" }).click();
    await page.getByRole("menuitem", { name: "Name, tags, notes…" }).click();
    await page.getByLabel("Shown as").fill("renamed");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "renamed", exact: true }).waitFor();
    await server.shutdown();
  });
});

/** The ids of the runs that a chart has drawn: it says how many in its name. */
async function drawn(page: Page, metric: string): Promise<string[]> {
  const group = page.getByRole("region", { name: metric, exact: true }).locator(".chart-view");
  if (await group.count() === 0) return [];
  const label = await group.getAttribute("aria-label") ?? "";
  const count = /, (\d+) runs$/.exec(label)?.[1] ?? 1;
  return Array(Number(count)).fill("run");
}

/** Moves the pointer over a chart; 0 is its left edge, 1 its right one. */
async function hover(page: Page, metric: string, part: number): Promise<void> {
  const plot = page.getByRole("region", { name: metric, exact: true }).locator(".u-over");
  await plot.waitFor();
  const { x, y, width, height } = (await plot.boundingBox())!;
  await page.mouse.move(x + width * part - 3, y + height / 2);
  await page.mouse.move(x + width * part, y + height / 2);
}

function colors(page: Page): Promise<string[]> {
  return page.locator(".run-row.is-chosen .run-dot").evaluateAll((dots) =>
    dots.map((dot) => getComputedStyle(dot).backgroundColor)
  );
}

/** The address is written a few times a second. */
async function written(page: Page): Promise<void> {
  await page.waitForTimeout(500);
}

/** Whether a chart has pixels of a colour, as `rgb(1, 2, 3)`. */
function hasColor(page: Page, metric: string, color: string): Promise<boolean> {
  return page.getByRole("region", { name: metric, exact: true }).locator("canvas").evaluate(
    (canvas: HTMLCanvasElement, color) => {
      const wanted = color.match(/\d+/g)!.map(Number);
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) {
        if (wanted.every((value, j) => Math.abs(data[i + j] - value) < 8)) return true;
      }
      return false;
    },
    color,
  );
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

/** Waits until something is true. Nothing here takes long: a test that waits in vain fails. */
async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!await attempt(check)) {
    if (Date.now() > end) throw new Error(`Not in time: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What a check asks for may not be there yet. */
async function attempt(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}
