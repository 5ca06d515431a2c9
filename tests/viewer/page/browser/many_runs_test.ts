import { assert, assertEquals, assertMatch } from "@std/assert";
import { Board, Table } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const LRS = [0.0003, 0.003, 0.0425];
/** Of each learning rate two runs. */
const RUNS = LRS.flatMap((lr, i) =>
  [32, 48].map((batch, j) => ({ id: `run_${i}${j}`, lr, batch }))
);
const IDS = RUNS.map(({ id }) => id);

browserTest("the panels show many runs at once, those that match the filter", async (t) => {
  using dir = new TempDir();
  await makeBoards(dir.path);
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const panel = page.locator(".panel-area");
  const column = (place: number) =>
    panel.locator(`.grid tbody tr:not(.grid-space) td:nth-child(${place + 1})`).allInnerTexts();

  await t.step("compare: ticks are at the values that are there", async () => {
    await viewer.show("compare", IDS);
    const axis = (name: string) =>
      page.locator(".chart-scroll .compare-axis").filter({ has: page.locator(`text="${name}"`) })
        .locator(".compare-tick text");
    await until(async () => await axis("lr").count() > 0);
    assertEquals(await axis("lr").allTextContents(), ["0.0003", "0.003", "0.0425"]);
    assertEquals(await axis("batch").allTextContents(), ["32", "48"]);
    const scatter = page.locator(".comparison > svg .compare-axis text");
    const labels = await scatter.allTextContents();
    for (const lr of LRS) assert(labels.includes(String(lr)), `${lr} in ${labels}`);
    await viewer.check();
    await viewer.picture("compare_ticks");
  });

  await t.step("compare: its table begins with the best, and sorts by each column", async () => {
    // Summaries come one after another.
    await until(async () => (await column(2)).join() === "0,1,2,3,4,5");
    await panel.getByRole("columnheader", { name: "lr" }).getByRole("button").click();
    assertEquals((await column(3)).map(Number), LRS.flatMap((lr) => [lr, lr]));
    await panel.getByRole("columnheader", { name: "lr" }).getByRole("button").press("Enter");
    assertEquals((await column(3)).map(Number), LRS.flatMap((lr) => [lr, lr]).reverse());
    await page.getByLabel("Best is the").selectOption("max");
    await until(async () => (await column(2)).map(Number)[0] === 5.5);
  });

  await t.step("config: one row per run, the differences in columns", async () => {
    await viewer.show("config", IDS);
    const grid = page.getByRole("region", { name: "Differences" });
    await grid.waitFor();
    const heads = await grid.locator("th").allInnerTexts();
    assertEquals(heads.slice(1, 4), ["run", "config.lr", "config.batch"]);
    assert(!heads.includes("config.epochs"));
    assertEquals((await column(2)).length, RUNS.length);
    await grid.getByRole("button", { name: "config.lr" }).click();
    assertEquals((await column(2)).map(Number), LRS.flatMap((lr) => [lr, lr]));
    await page.locator(".config-run").nth(5).waitFor();
    await viewer.check();
    await viewer.picture("config_runs");
    await page.getByLabel("Rows are").selectOption("keys");
    await grid.getByRole("rowheader", { name: "config.lr" }).waitFor();
    await viewer.check();
  });

  await t.step("tables: many runs are one grid with a column of runs", async () => {
    await viewer.show("tables", IDS, { table: "samples" });
    await page.getByText("12 rows").waitFor();
    assertEquals(await page.locator(".grid").count(), 1);
    const heads = await page.locator(".grid th").allInnerTexts();
    assertEquals(heads, ["#", "run", "word", "score", "more"]);
    await panel.getByRole("searchbox").fill("score = 3");
    await until(async () => (await column(2)).length === 1);
    assertMatch((await column(1))[0] ?? "", /lr 0\.003, batch 48/);
    await viewer.check();
    await panel.getByRole("searchbox").fill("");
    await viewer.picture("tables_many_runs");
  });

  await t.step("tables: a confusion table has heat", async () => {
    await viewer.show("tables", IDS.slice(0, 2), { table: "confusion" });
    const maps = page.locator(".confusion");
    await until(async () => await maps.count() === 2);
    await maps.first().getByText("20 in all, 85 % of them on the diagonal").waitFor();
    const heat = (row: number, cell: number) =>
      maps.first().locator("tbody tr").nth(row).locator("td").nth(cell).evaluate((td) =>
        getComputedStyle(td).backgroundColor
      );
    assert(await heat(0, 0) !== await heat(0, 1));
    assertEquals(await heat(1, 2), await heat(2, 0)); // None of both.
    const title = await maps.first().locator("td").nth(1).getAttribute("title");
    assertEquals(title, "truth cat, as dog: 2, 20 % of the row");
    await viewer.check();
    await viewer.picture("confusion");
    await page.getByLabel("heat map").uncheck();
    await page.getByText("6 rows").waitFor();
  });

  await t.step("the filter of the list filters what is drawn, and the counts say so", async () => {
    await viewer.show("tables", IDS, { table: "samples" });
    await page.getByText("12 rows").waitFor();
    const count = page.locator(".run-list-count");
    assertEquals(await count.innerText(), "6 of 6 runs");
    const search = page.getByLabel("Search and filter runs");
    await search.fill("lr > 0.001");
    await page.getByText("8 rows").waitFor();
    assertEquals(await count.innerText(), "4 of 6 selected, 4 of 6 match");
    await page.getByRole("tab", { name: "Charts" }).click();
    await page.getByText("1 metric, 4 runs").waitFor();
    await search.fill("lr > 1");
    await page.getByText("6 runs selected, but none of them matches the filter").waitFor();
    await viewer.check();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.getByText("1 metric, 6 runs").waitFor();
  });

  await t.step("logs use the width; stderr only where there is one", async () => {
    await viewer.show("logs", [IDS[0]!]);
    const output = page.getByRole("region", { name: "output.log" });
    await output.getByText("printed").waitFor();
    const width = (await panel.boundingBox())?.width ?? 0;
    assert((await output.boundingBox())!.width > 0.95 * width);
    assertEquals(await page.getByLabel("stderr only").count(), 0);
    await viewer.check();
    await viewer.show("logs", [IDS[1]!]);
    await output.getByText("warned").waitFor();
    await output.getByLabel("stderr only").check();
    await output.getByText("printed").waitFor({ state: "detached" });
    assertEquals(await page.getByLabel("stderr only").count(), 1);
    await viewer.picture("logs_width");
  });

  await t.step("at 1024 pixels what is off the screen shows that it is there", async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    await viewer.show("config", IDS);
    const more = panel.locator(".scroll-more.is-right");
    await more.waitFor();
    await viewer.check();
    await viewer.picture("config_1024");
    const box = page.locator(".grid-box");
    await more.click();
    // The last click may make the button go while the next one waits for it to be still.
    for (let i = 0; i < 20 && await more.count() > 0; i++) {
      await page.waitForTimeout(200);
      await more.evaluateAll((found) => found.forEach((button) => (button as HTMLElement).click()));
    }
    await more.waitFor({ state: "detached" });
    assert(await box.evaluate((box) => box.scrollLeft + box.clientWidth >= box.scrollWidth - 1));
    await panel.locator(".scroll-more.is-left").waitFor();
    // The first columns have room there; more of them have not.
    await viewer.show("runs", IDS, { cols: "name,status,created,finished,steps,id,notes,tags" });
    await panel.locator(".scroll-more.is-right").waitFor();
    await viewer.check();
    await viewer.picture("runs_1024");
  });

  for (const theme of ["light", "dark"] as const) {
    await t.step(`a phone reaches all tabs, ${theme}`, async () => {
      await using other = await ViewerPage.open(browser, server.url, { window: "phone", theme });
      await other.show("charts", IDS.slice(0, 2));
      const tabs = other.page.getByRole("tab");
      for (const tab of await tabs.all()) {
        const { x, width } = (await tab.boundingBox())!;
        assert(x >= 0 && x + width <= 390, await tab.innerText());
      }
      await tabs.last().click();
      await other.page.locator("#panel-sql").waitFor();
      for (const [tab, table] of [["tables", "confusion"], ["compare", ""], ["config", ""]]) {
        await other.show(tab!, IDS, { table: table! });
        await other.page.locator(".confusion, .compare-point, .grid td").first().waitFor();
        await other.check();
        await other.picture(`many_${tab}_phone_${theme}`);
      }
    });
  }
});

async function makeBoards(baseDir: string): Promise<void> {
  const boards = RUNS.map(({ id, lr, batch }, i) => {
    const board = new Board({
      name: "many",
      boardId: id,
      baseDir,
      systemMetrics: false,
      captureOutput: false,
      config: { lr, batch, epochs: 3 },
      backend: i % 2 === 0 ? "duckdb" : "parquet",
    });
    board.log({ "val/loss": i + 0.5 });
    board.log({ "val/loss": i });
    board.logTable("samples", [
      { word: `a ${i}`, score: i },
      { word: `b ${i}`, score: 10 + i, ...(i === 1 ? { more: "yes" } : {}) },
    ]);
    board.logTable(
      "confusion",
      new Table([["cat", 8, 2, 0], ["dog", 1, 5, 0], ["cow", 0, 0, 4]], {
        columns: ["truth", "as cat", "as dog", "as cow"],
      }),
    );
    return board;
  });
  await Promise.all(boards.map((board) => board.finish()));
  for (const [i, lines] of ["printed\n", "printed\n[STDERR] warned\n"].entries()) {
    Deno.mkdirSync(`${baseDir}/${IDS[i]}/logs`, { recursive: true });
    Deno.writeTextFileSync(`${baseDir}/${IDS[i]}/logs/output.log`, lines);
  }
}
