import { assertEquals, assertMatch } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { OpenBoards } from "../../../board/open_boards.ts";
import { drawn } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const METRICS = 30;

browserTest("all charts are printed, and deleted runs are not counted", async (t) => {
  await using boards = new OpenBoards();
  for (const boardId of ["one", "two"]) {
    const board = boards.open({ boardId, backend: "parquet" });
    for (let step = 0; step < 50; step++) {
      board.log(Object.fromEntries(Array.from({ length: METRICS }, (_, i) => [`m${i}`, step * i])));
    }
    await board.finish();
  }
  await using server = serve({ baseDir: boards.dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const charts = page.locator(".chart-card canvas");

  await t.step("all charts are on paper", async () => {
    await viewer.show("charts", ["one", "two"]);
    await until(async () => await charts.count() > 3);
    await page.emulateMedia({ media: "print" });
    await until(async () => await charts.count() === METRICS);
    // Each is on the page, none beside it or below another one.
    const boxes = await page.locator(".chart-card").evaluateAll((cards) =>
      cards.map((card) => card.getBoundingClientRect().toJSON())
    );
    for (const { left, right } of boxes) assertEquals([left >= 0, right <= 720], [true, true]);
    const places = new Set(boxes.map(({ left, top }) => `${left} ${top}`));
    assertEquals(places.size, METRICS);
    const pdf = await page.pdf({ format: "A4" });
    await Deno.writeFile(`${Deno.env.get("KOBO_PICTURES") ?? boards.dir.path}/charts.pdf`, pdf);
    await page.emulateMedia({ media: null });
    await until(async () => await charts.count() < METRICS);
  });

  await t.step("Ctrl+P prints when all have been loaded and drawn", async () => {
    // As on a slow machine: what waits for the next frame comes late.
    await page.addInitScript((delay) => {
      const { requestAnimationFrame, setTimeout } = globalThis;
      Object.assign(globalThis, {
        requestAnimationFrame: (callback: FrameRequestCallback) =>
          setTimeout(() => requestAnimationFrame(callback), delay),
        setTimeout: (callback: () => void, ms = 0, ...args: unknown[]) =>
          setTimeout(callback, ms < 60 ? delay : ms, ...args),
      });
    }, 60);
    await page.reload();
    await until(async () => await charts.count() > 3);
    // What is to be printed, told when the page asks for it.
    const printed = page.evaluate(() =>
      new Promise<string[]>((resolve) => {
        globalThis.print = () =>
          resolve([
            `${document.querySelectorAll(".chart-card canvas").length} charts`,
            ...[...document.querySelectorAll(".panel-area .is-loading")].map((e) => e.className),
          ]);
      })
    );
    await page.keyboard.press("Control+p");
    assertEquals(await printed, [`${METRICS} charts`]);
  });

  await t.step("the list counts selected runs that are there", async () => {
    await viewer.show("charts", ["one", "two"]);
    const count = page.locator(".run-list-count");
    await until(async () => await count.innerText() === "2 of 2 runs");
    await Deno.remove(boards.dir.join("two"), { recursive: true });
    await until(async () => await count.innerText() === "1 of 1 runs");
  });
});

browserTest("the page opens on the newest board that it can read", async (t) => {
  await using boards = new OpenBoards();
  const old = boards.open({ name: "old", boardId: "old", backend: "parquet" });
  old.log({ loss: 1 });
  await old.finish();
  const again = boards.open({ name: "old", boardId: "again", backend: "parquet" });
  again.log({ loss: 2 });
  await again.finish();
  const memory = boards.open({ name: "own", boardId: "own", backend: "memory" });
  memory.log({ loss: 1 });
  await memory.finish();
  const backend = new URL("../../../../examples/custom_backend/json_lines.ts", import.meta.url);
  await using live = boards.open({ name: "lines", boardId: "lines", backend });
  live.log({ loss: 1 });
  await using server = serve({ baseDir: boards.dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(server.url);
  await until(async () =>
    await page.locator(".run-row.is-chosen").innerText().then((text) => text.startsWith("old"))
  );

  await t.step("two runs of one script are told apart by their start, or their ids", async () => {
    const names = await page.locator(".run-row", { hasText: /^old/ }).allInnerTexts();
    assertEquals([names.length, new Set(names).size], [2, 2]);
    await viewer.show("charts", ["old", "again"]);
    const legend = page.getByRole("list", { name: "Colours by run" }).getByRole("listitem");
    await until(async () => await legend.count() === 2);
    for (const text of await legend.allInnerTexts()) {
      assertMatch(text, /^old \((old|again|\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d .*)\)$/);
    }
  });

  await t.step(
    "runs of other backends have their own status, and say why they are not drawn",
    async () => {
      const dotOf = (name: string) =>
        page.locator(".run-row", { hasText: name }).locator(".status-dot");
      await until(async () => await dotOf("lines").getAttribute("aria-label") === "running");
      assertEquals(await dotOf("own").getAttribute("aria-label"), "finished");
      const expected = 'expected "duckdb" or "parquet"';
      for (const tab of ["charts", "media", "tables", "system"]) {
        await viewer.show(tab, ["own", "lines"]);
        for (const [name, is] of [["own", "memory"], ["lines", backend.href]]) {
          await page.getByText(
            `${name}: Its rows cannot be read here: its backend is "${is}", ${expected}. ` +
              "Its logs and its config are on their tabs.",
          ).waitFor();
        }
        assertEquals(await page.locator(".panel-area").getByText(/No \w+ (yet|were)/).count(), 0);
        await viewer.picture(`unreadable_${tab}`);
      }
      await viewer.check();
      // Beside one that can be read they hide nothing of it.
      await viewer.show("charts", ["old", "own"]);
      await until(async () => (await drawn(page, "loss")).length === 1);
      await live.finish();
      await until(async () => await dotOf("lines").getAttribute("aria-label") === "finished");
    },
  );
});
