import { assertEquals } from "@std/assert";
import { serve } from "../../../../viewer/server/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { LiveRun } from "../../../../testing/panel_boards.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";

browserTest("the panels follow a live run, and fetch nothing twice", async (t) => {
  using dir = new TempDir();
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  const asked: URL[] = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  /** The rows that were asked for, and how, since the last call. */
  const rowsAsked = (kind: string) => {
    const rows = asked.splice(0).filter(({ pathname }) => pathname.endsWith(`/${kind}`));
    return rows.map(({ searchParams }) => searchParams.get("after") ?? searchParams.get("step"));
  };

  for (const backend of ["duckdb", "parquet"] as const) {
    await t.step(backend, async () => {
      const board = `live_${backend}`;
      let logged = 1;
      {
        await using run = new LiveRun(dir.path, backend);
        const grows = async (textOf: (count: number) => string) => {
          await page.getByText(textOf(logged - 1), { exact: true }).waitFor();
          for (let i = 0; i < 3; i++) {
            await run.log();
            await page.getByText(textOf(logged++), { exact: true }).waitFor();
          }
        };
        // Nothing but the first log call made the board.
        await page.goto("about:blank");
        while (!hasBoard(dir, board)) await new Promise((resolve) => setTimeout(resolve, 50));

        await viewer.show("media", [board]);
        await grows((count) => `picture ${count}`);
        const media = rowsAsked("media");
        assertEquals(media[0], "0");
        assertEquals(media.slice(1).filter((after) => after === null), []);
        assertEquals(await page.locator(".step-number").innerText(), "step 3 (4/4)");

        // A step that was chosen stays, whatever comes.
        await page.getByRole("slider").press("Home");
        await page.getByText("picture 0", { exact: true }).waitFor();
        await run.log();
        await page.getByText("(1/5)").waitFor();
        await page.waitForURL(/media\+step\+[^&]*=0/);
        await page.getByText("picture 0", { exact: true }).waitFor();
        logged++;

        await viewer.show("tables", [board]);
        await grows((count) => `row of ${count}`);

        await viewer.show("logs", [board]);
        await grows((count) => `line ${count}`);
        const offsets = asked.splice(0)
          .filter(({ pathname }) => pathname.endsWith("/logs/output"))
          .map(({ searchParams }) => Number(searchParams.get("offset")));
        assertEquals(offsets.slice(1), offsets.slice(1).toSorted((a, b) => a - b));
        await page.locator(".log-box").first().evaluate((box) => box.scrollTop = 0);
      }
      // It has ended: its last line is there, and what it wrote is asked for no more.
      await page.getByRole("region", { name: "writer.log" }).getByText("Finished").waitFor();
    });
  }
});

function hasBoard(dir: TempDir, board: string): boolean {
  try {
    return Deno.statSync(dir.join(board, "metadata.json")).isFile;
  } catch {
    return false;
  }
}
