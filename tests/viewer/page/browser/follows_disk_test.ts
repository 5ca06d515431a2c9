import { assert, assertEquals } from "@std/assert";
import { serve } from "../../../../viewer/server/mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { drawn, hover } from "../../support/chart_page.ts";
import { LiveLog, makePageBoards } from "../../support/page_boards.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

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
        // It rests there, and the readout has each row as it comes.
        await hover(page, "live/value", 0.9);
        for (let i = 1; i <= 3; i++) {
          await live.log("row");
          const readout = chart.locator(".chart-readout");
          await until(async () => (await readout.innerText({ timeout: 2000 })).includes(`\n${i}`));
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
    await page.getByRole("button", { name: "Deselect it" }).click();
    await page.getByText("no longer in the folder").waitFor({ state: "detached" });
    await server.shutdown();
    await page.getByText("The server does not respond.").waitFor();
    await viewer.check();
    server = start();
    await page.getByText("The server does not respond.").waitFor({ state: "detached" });
    // The new server has another token, and the page knows it.
    await page.getByRole("tab", { name: "Runs" }).click();
    await page.getByRole("button", { name: "Actions for one row" }).click();
    await page.getByRole("menuitem", { name: "Name, tags, notes…" }).click();
    await page.getByLabel("Display name").fill("renamed");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "renamed", exact: true }).waitFor();
    await server.shutdown();
  });
});

browserTest(
  "the page says that a run, and the folder of all, cannot be read, and when they can again",
  async () => {
    using boards = await makePageBoards("one");
    await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    const { page } = viewer;
    page.setDefaultTimeout(PATIENCE_MS);
    await viewer.show("charts", ["one_duckdb", "one_parquet"]);
    await until(async () => (await drawn(page, "loss")).length === 2);
    const file = boards.join("one_duckdb", "data", "board.duckdb");
    await Deno.rename(file, `${file}_away`);
    await Deno.writeTextFile(file, "still being copied");
    await page.getByText("one_duckdb cannot be read").waitFor();
    await Deno.rename(`${file}_away`, file);
    await page.getByText("one_duckdb cannot be read").waitFor({ state: "detached" });
    await until(async () => (await drawn(page, "loss")).length === 2);

    await Deno.rename(boards.path, `${boards.path}_away`);
    await page.getByText(`There is no folder ${boards.path} yet`).waitFor();
    const hint = page.getByText("after its first log call");
    assertEquals(await hint.count(), 1);
    await Deno.writeTextFile(boards.path, "in its place");
    await page.reload();
    await page.getByText(`${boards.path} is not a folder`).waitFor();
    assertEquals(await hint.count(), 0);
    await Deno.remove(boards.path);
    await Deno.rename(`${boards.path}_away`, boards.path);
    await until(async () => (await drawn(page, "loss")).length === 2);
  },
);

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}
