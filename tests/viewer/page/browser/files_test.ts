import { assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";

browserTest("the tab Files lists what runs have logged, and downloads what is there", async () => {
  using dir = new TempDir();
  const path = dir.join("model.pt");
  for (const backend of ["duckdb", "parquet"] as const) {
    await using board = new Board({
      name: backend,
      boardId: backend,
      baseDir: dir.join("boards"),
      backend,
      captureOutput: false,
    });
    for (let i = 0; i < 3; i++) {
      board.log({ loss: i });
      Deno.writeTextFileSync(path, `${backend} ${i}`);
      board.logFile("model", path, { keep: 2, metadata: { epoch: i } });
    }
    Deno.writeTextFileSync(path, "<script>");
    board.logFile("<b>page</b>", path);
  }
  for (const boardId of ["bare", "plain"]) {
    const baseDir = dir.join("boards");
    await using board = new Board({ name: boardId, boardId, baseDir, captureOutput: false });
    board.log({ loss: 1 });
  }
  await using server = serve({ baseDir: dir.join("boards"), port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  await viewer.show("files", ["duckdb", "parquet"]);
  for (const backend of ["duckdb", "parquet"]) {
    const grid = page.getByRole("region", { name: `files of ${backend}` });
    await grid.locator("td a").nth(2).waitFor();
    const rows = await grid.locator("tbody tr").allInnerTexts();
    assertEquals(rows.map((row) => row.split("\t").filter((_, i) => [1, 2, 6].includes(i))), [
      ["<b>page</b>", "2", ""],
      ["model", "2", '{"epoch":2}'],
      ["model", "1", '{"epoch":1}'],
      ["model", "0", '{"epoch":0}'],
    ]);
    assertEquals(await grid.getByText("let go").count(), 1);
    const downloading = page.waitForEvent("download");
    await grid.locator("td a").nth(1).click();
    const download = await downloading;
    assertEquals(Deno.readTextFileSync(await download.path()), `${backend} 2`);
    const href = await grid.locator("td a").nth(1).getAttribute("href");
    const { headers } = await fetch(new URL(href!, server.url), { method: "HEAD" });
    assertEquals(headers.get("content-disposition"), "attachment");
    for (const other of ["index.json", "..%2Fmetadata.json", ".taken_1"]) {
      const { status, body } = await fetch(new URL(`/files/${backend}/${other}`, server.url));
      await body?.cancel();
      assertEquals(status, 404, other);
    }
  }
  await viewer.check();
  await viewer.show("files", ["bare", "duckdb", "plain"]);
  await page.getByText(/^No files were logged by (bare, plain|plain, bare)\.$/).waitFor();
  await viewer.show("files", ["bare", "plain"]);
  await page.getByText("No files were logged. Log one with").waitFor();
  assertEquals(await page.locator(".files-panel section").count(), 0);
});
