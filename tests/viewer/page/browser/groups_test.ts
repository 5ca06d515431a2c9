import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { Board } from "../../../../mod.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { listBoards, openBoards } from "../../../../reader/mod.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { hover, savedSvg } from "../../support/chart_page.ts";
import { groupReplies } from "../../support/group_replies.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const SWEEP = new URL("../../../../examples/sweep.ts", import.meta.url);
type Box = { x: number; y: number; width: number; height: number };
const KEYS = "config.lr,config.batchSize";

browserTest("a sweep of forty runs is answered as eight groups", async (t) => {
  using boards = new TempDir();
  await runScript(SWEEP, [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const replies = groupReplies(page);
  const label = (metric: string) =>
    page.getByRole("region", { name: metric, exact: true }).locator(".chart-view")
      .getAttribute("aria-label");

  await t.step(
    "runs: headings say key, count and mean; several keys; sorted by means",
    async () => {
      await viewer.show("runs", []);
      await page.getByLabel("Group by").selectOption("config.lr");
      await page.getByLabel("then by").first().selectOption("config.batchSize");
      const groups = page.locator(".runs-row.is-group");
      await until(async () => await groups.count() >= 4);
      const headings = () => page.locator(".runs-group-title").allTextContents();
      assertStringIncludes((await headings())[0] ?? "", "lr = 0.01, batchSize = 8");
      assertMatch(await groups.first().innerText(), /5 runs[^]*\d ± \d/);
      const cell = groups.first().locator("span[title^=mean]").first();
      assertMatch(await cell.getAttribute("title") ?? "", /of 5 of 5 runs$/);
      // All are closed, so that all headings are on the screen.
      for (let i = 0; i < 8; i++) await groups.nth(i).locator("button").first().click();
      await until(async () => await groups.count() === 8);
      const means = async () =>
        await Promise.all((await groups.all()).map(async (group) => {
          const titles = await group.locator("span[title^=mean]").evaluateAll((cells) =>
            cells.map((cell) => cell.getAttribute("title") ?? "")
          );
          return Number(/^mean (\S+)/.exec(titles.at(-1) ?? "")?.[1]);
        }));
      const heads = page.getByRole("columnheader").getByRole("button", { name: "val/loss" });
      await heads.first().click();
      await until(async () => {
        const found = await means();
        return found.every((mean, i) => i === 0 || Number(found[i - 1]) <= mean);
      });
      await viewer.check();
      await viewer.picture("groups_runs");
    },
  );

  await t.step(
    "charts: groups of all runs, none of which is selected, equal to grouped()",
    async () => {
      replies.length = 0;
      await viewer.show("charts", [], { group: KEYS });
      await until(async () => await label("val/loss") === "val/loss over step, 8 groups");
      await page.getByText("8 groups of 40 runs: all that match the filter").waitFor();
      await until(() => Promise.resolve(replies.some((groups) => groups[0]?.n === 20)));
      const shown = replies.find((groups) => groups[0]?.n === 20);
      await using reader = await openBoards(boards.path);
      const { groups } = await reader.grouped("val/loss", { by: KEYS.split(",") });
      for (const [i, group] of groups.entries()) {
        assertEquals(shown?.[i]?.x, group.x);
        assertEquals(shown?.[i]?.counts, group.n);
        for (const name of ["center", "low", "high"] as const) {
          for (const [j, value] of group[name].entries()) {
            const other = shown?.[i]?.[name][j] ?? Infinity;
            assert(
              Object.is(value, other) || Math.abs(value - other) <= 1e-12 * Math.abs(value),
              `${name} of ${group.key} at ${group.x[j]}: ${other}, not ${value}`,
            );
          }
        }
      }
      await page.getByRole("list", { name: "Groups" }).first().waitFor();
      // Groups of one chart are beside each other, each below its heading.
      const boxes = await Promise.all(["train", "val"].map(async (name) => {
        const section = page.locator(".chart-section").filter({ hasText: name });
        return [await section.boundingBox(), await section.locator(".chart-card").boundingBox()];
      }));
      const [[train, trainCard], [val]] = boxes as [[Box, Box], [Box, Box]];
      assert(train.y === val.y && train.x + train.width < val.x, JSON.stringify(boxes));
      assert(trainCard.y > train.y && trainCard.width <= train.width);
      await viewer.check();
      await viewer.picture("groups_charts");
    },
  );

  await t.step(
    "charts: the readout says what the band reaches to, and n; runs that ended leave it",
    async () => {
      const readout = page.locator(".chart-readout:not(.is-short)");
      await hover(page, "val/loss", 0.3);
      await until(async () => /n = 5/.test(await readout.innerText()));
      // It says once how many runs there are, so that a group has one line.
      assert(!/runs/.test(await readout.innerText()));
      await hover(page, "val/loss", 0.999);
      await until(async () => /to .*n = 3/.test(await readout.innerText()));
      await page.mouse.move(1, 1);
    },
  );

  await t.step("charts: bands in a saved SVG; another center and band; other axes", async () => {
    const svg = await savedSvg(page, "val/loss");
    assertEquals([...svg.matchAll(/<path d="M[^"]*Z" fill="#/g)].length, 8);
    assertStringIncludes(svg, "lr = 0.01, batchSize = 8 (5 runs)");
    replies.length = 0;
    await page.getByLabel("Line of a group").selectOption("median");
    await page.getByLabel("Band of a group").selectOption("minmax");
    await until(() => Promise.resolve(replies.length > 0));
    await page.getByLabel("X axis").selectOption("relative");
    await until(async () => await label("val/loss") === "val/loss over time since start, 8 groups");
    await until(() => Promise.resolve(replies.some(([group]) => (group?.bucketWidth ?? 0) > 0)));
  });

  await t.step("charts: zoomed, each step is there; the filter filters what is drawn", async () => {
    replies.length = 0;
    await viewer.show("charts", [], { group: KEYS, range: "50~60", metrics: "train" });
    await until(() => Promise.resolve(replies.some(([group]) => group?.n === 13)));
    replies.length = 0;
    await viewer.show("charts", [], { group: "config.seed", filter: "lr = 0.1" });
    await until(async () => await label("val/loss") === "val/loss over step, 5 groups");
    await page.getByText("5 groups of 10 runs").waitFor();
    assert(replies.flat().every(({ runCount }) => runCount === 2));
  });

  await t.step("names: what differs is beside the name, in list, readout and legend", async () => {
    await viewer.show("charts", []);
    const list = page.getByRole("complementary", { name: "Runs" });
    assertEquals(
      await list.locator(".run-list-columns .run-row-value").allTextContents(),
      ["lr", "batchSize", "seed"],
    );
    const first = list.locator(".run-row").first();
    const values = await first.locator(".run-row-value").allTextContents();
    assertEquals(values.length, 3);
    const name = `sweep (lr ${values[0]}, batchSize ${values[1]}, seed ${values[2]})`;
    await first.locator("button").click();
    await hover(page, "val/loss", 0.5);
    await page.locator(".chart-readout-name", { hasText: name }).waitFor();
    await page.getByLabel("Show val/loss in full screen").click();
    await page.getByRole("dialog").getByText(name, { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await viewer.check();
    await viewer.picture("groups_names");
  });

  await t.step("names: a list that can be widened, ids on demand", async () => {
    await viewer.show("charts", []);
    const list = page.getByRole("complementary", { name: "Runs" });
    const box = (await list.boundingBox())!;
    const nameWidth = () =>
      list.locator(".run-row .run-row-name").first().evaluate((name) => name.clientWidth);
    const before = await nameWidth();
    const [x, y] = [box.x + box.width - 4, box.y + box.height - 4];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y);
    await page.mouse.move(x + 120, y);
    await page.mouse.up();
    await until(async () => (await list.boundingBox())!.width >= box.width + 100);
    // What it has more is the names'.
    assert(await nameWidth() >= before + 100);
    const id = (await openBoardIds(boards.path)).at(-1)!;
    await page.getByPlaceholder("Search, or lr > 0.001").fill(`id = ${id}`);
    const row = list.locator(".run-row");
    await until(async () => await row.count() === 1);
    assertStringIncludes(await row.getByRole("button").getAttribute("title") ?? "", `\n${id}\n`);
    await viewer.show("runs", [], { cols: "name,id", filter: `id = ${id}` });
    await page.getByRole("cell", { name: id, exact: true }).waitFor();
  });

  await t.step("ranks: the mean of those that are there, and which are missing", async () => {
    for (const rank of [0, 2]) {
      const board = new Board({
        name: "ddp",
        group: "ddp",
        rank,
        worldSize: 3,
        backend: "parquet",
        baseDir: boards.path,
        captureOutput: false,
      });
      for (let step = 0; step < 3; step++) board.log({ "val/loss": rank });
      await board.finish();
    }
    replies.length = 0;
    await viewer.show("charts", [], { group: "group", filter: "name = ddp" });
    await page.getByText("rank 1 of 3 is missing").waitFor();
    await until(() => Promise.resolve(replies.some(([group]) => group?.runCount === 2)));
    assertEquals([...replies.at(-1)?.[0]?.center ?? []], [1, 1, 1]);
    await viewer.check();
  });

  for (const [window, theme] of [["desktop", "dark"], ["phone", "light"]] as const) {
    await t.step(`${window}, ${theme}`, async () => {
      await using other = await ViewerPage.open(browser, server.url, { window, theme });
      for (const tab of ["charts", "runs"]) {
        await other.show(tab, [], { group: KEYS });
        await other.page.locator(tab === "runs" ? ".is-group" : ".chart-view").first().waitFor();
        if (window === "phone" && tab === "runs") await checkNarrowGroups(other);
        if (tab === "runs") await checkNoNumberIsCut(other);
        if (window === "phone" && tab === "charts") await checkNarrowSettings(other);
        await other.check();
        await other.picture(`groups_${tab}_${window}_${theme}`);
      }
      // Forty runs of one name: what tells them apart is in the window.
      await other.show("runs", []);
      const seed = other.page.getByRole("columnheader", { name: "seed" });
      await seed.waitFor();
      const { x, width } = (await seed.boundingBox())!;
      assert(x > 0 && x + width <= other.page.viewportSize()!.width, `${x}, ${width}`);
      await checkNoNumberIsCut(other);
      await other.picture(`runs_${window}_${theme}`);
      if (window === "desktop") await checkSortsBySummary(other, boards.path);
    });
  }
});

/** What the scripts say counts is a column, by which the forty runs are sorted. */
async function checkSortsBySummary({ page }: ViewerPage, dir: string): Promise<void> {
  const least = (await listBoards(dir)).flatMap(({ summary }) => {
    const value = summary?.["val/loss"];
    return typeof value === "number" ? [value] : [];
  }).sort((a, b) => a - b);
  assertEquals(least.length, 40);
  const head = page.getByRole("columnheader").getByRole("button", { name: "val/loss" });
  const shown = () =>
    page.locator(".runs-row:not(.is-head)").evaluateAll((rows) =>
      rows.slice(0, 8).map((row) => {
        const cells = row.querySelectorAll(".runs-cell.is-number > span");
        return Number([...cells].at(-1)?.getAttribute("title") ?? NaN);
      })
    );
  for (const expected of [least, least.toReversed()]) {
    await head.click();
    await until(async () => String(await shown()) === String(expected.slice(0, 8)));
  }
}

/** No value of the table is wider than its column. */
async function checkNoNumberIsCut({ page }: ViewerPage): Promise<void> {
  const cells = page.locator(".runs-row:not(.is-head) .runs-cell.is-number > span");
  await until(async () => await cells.count() > 0);
  assertEquals(
    await cells.evaluateAll((cells) =>
      cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)
    ),
    [],
  );
}

/** Of a group on a phone the whole heading is in view, and below it a mean of a result. */
async function checkNarrowGroups({ page }: ViewerPage): Promise<void> {
  const { width } = page.viewportSize()!;
  const group = page.locator(".runs-row.is-group").first();
  const heading = group.locator(".runs-group-title");
  await until(async () => (await heading.boundingBox())!.width > 0);
  assert(await heading.evaluate((title) => title.scrollWidth <= title.clientWidth));
  const mean = group.locator("span[title^=mean]").first();
  assertMatch(await mean.innerText(), /± /);
  const box = (await mean.boundingBox())!;
  assert(box.x > 0 && box.x + box.width < width, JSON.stringify(box));
  assert(box.y >= (await heading.boundingBox())!.y + 15, "below the heading");
  const first = page.getByRole("columnheader").getByRole("button").nth(1);
  assertMatch(await first.innerText(), /loss$/, "results are first");
}

/** On a phone the charts' settings are one click away, and leave the window to the charts. */
async function checkNarrowSettings({ page }: ViewerPage): Promise<void> {
  const toolbar = page.getByRole("toolbar", { name: "Charts" });
  assert((await toolbar.boundingBox())!.height < 60);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Band of a group").waitFor();
  assert((await toolbar.boundingBox())!.height > 100);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Band of a group").waitFor({ state: "hidden" });
}

async function openBoardIds(dir: string): Promise<string[]> {
  await using reader = await openBoards(dir);
  return reader.boards.map(({ boardId }) => boardId);
}
