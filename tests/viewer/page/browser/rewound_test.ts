import { assertEquals } from "@std/assert";
import { Board, type BoardOptions, Histogram, Table } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

browserTest("panels forget the rows of a run that is rewound while they are open", async (t) => {
  using dir = new TempDir();
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);

  /** Logs the same once more, after it went back to step 2 of ten. */
  const rewinds = (boardId: string) => {
    const options = {
      name: boardId,
      boardId,
      baseDir: dir.path,
      backend: "parquet",
      captureOutput: false,
      systemMetrics: false,
    } satisfies BoardOptions;
    const log = async (board: Board, text: string, steps: number) => {
      for (let i = 0; i < steps; i++) {
        board.log({
          note: `${text} ${i}`,
          weights: new Histogram([i, i + 1]),
          rows: new Table([{ text: `${text} ${i}` }]),
        });
      }
      await board.finish();
    };
    return {
      start: () => log(new Board(options), "before", 10),
      rewind: () => log(new Board({ ...options, rewindTo: { step: 2 } }), "after", 3),
    };
  };
  const isRewound = (boardId: string) =>
    until(async () => {
      const reply = await page.request.get(new URL("/api/boards", server.url).href);
      const { boards } = await reply.json();
      return boards.some((board: { boardId: string; rewoundAt?: string; live: boolean }) =>
        board.boardId === boardId && board.rewoundAt !== undefined && !board.live
      );
    });

  await t.step("tables", async () => {
    const run = rewinds("tables");
    await run.start();
    await viewer.show("tables", ["tables"]);
    await page.getByText("before 9", { exact: true }).waitFor();
    assertEquals(await page.locator(".step-number").innerText(), "step 9 (10/10)");
    await run.rewind();
    await isRewound("tables");
    await page.getByText("after 2", { exact: true }).waitFor();
    assertEquals(await page.locator(".step-number").innerText(), "step 5 (6/6)");
  });

  await t.step("histograms", async () => {
    const run = rewinds("histograms");
    await run.start();
    await viewer.show("histograms", ["histograms"]);
    const number = page.locator(".step-number");
    await until(async () => await number.innerText() === "step 9 (10/10)");
    await run.rewind();
    await isRewound("histograms");
    await until(async () => await number.innerText() === "step 5 (6/6)");
  });

  await t.step("texts", async () => {
    const run = rewinds("texts");
    await run.start();
    await viewer.show("charts", ["texts"]);
    const texts = page.getByRole("group", { name: "note" });
    await texts.getByText("before 9", { exact: true }).waitFor();
    await run.rewind();
    await isRewound("texts");
    await texts.getByText("after 2", { exact: true }).waitFor();
    assertEquals(await texts.getByText("before 9", { exact: true }).count(), 0);
  });
});
