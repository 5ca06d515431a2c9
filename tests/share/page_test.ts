import { assert, assertEquals } from "@std/assert";
import { toFileUrl } from "@std/path";
import { shareBoards } from "../../share/mod.ts";
import { browserTest, launchBrowser } from "../../testing/browser.ts";
import { boardIdIn, runScript } from "../../testing/run_script.ts";
import { StaticServer } from "../../testing/static_server.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { ViewerPage } from "../../testing/viewer_page.ts";
import { until } from "../viewer/support/until.ts";
import { HOSTILE_ROWS, makeHostileBoard } from "./hostile_board.ts";

/** What a chart may read for what it shows. */
const MAX_ZOOM_BYTES = 2_000_000;

/** Looks at each tab of a shared page, and that nothing of the board runs as code. */
async function checkTabs(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  await viewer.show("runs", []);
  await page.getByText("1 of 1 runs").waitFor();
  assertEquals(await page.getByRole("tab").allInnerTexts(), [
    ...["Runs", "Charts", "Histograms", "Media", "Tables", "Logs", "Config", "Compare"],
  ]);
  await page.getByRole("checkbox", { name: /^Select <img/ }).click();
  assertEquals(await page.getByRole("button", { name: /^(Tag…|Hide|Delete…)$/ }).count(), 0);
  await viewer.check();
  await viewer.picture("share_runs");

  await viewer.show("charts", ["hostile"]);
  await until(async () => await page.locator(".chart-card canvas").count() === 3);
  await page.getByText("alert(7)").first().waitFor();
  // Its alert is a mark, and its text is text.
  const mark = page.locator(".alert-mark").first();
  await mark.hover();
  await page.getByRole("tooltip").getByText("alert(12)").waitFor();
  await viewer.check();
  await viewer.picture("share_charts");
  await viewer.show("histograms", ["hostile"]);
  await page.getByText(/^step \d+ · 1,000 values/).waitFor();
  await page.getByRole("img", { name: /Heat map of weights/ }).waitFor();
  await viewer.picture("share_histograms");
  await viewer.show("media", ["hostile"]);
  await imageShown(viewer);
  await viewer.picture("share_media");
  await viewer.show("tables", ["hostile"]);
  await page.getByText("alert(9)").first().waitFor();
  await imageShown(viewer);
  await viewer.show("logs", ["hostile"]);
  await page.getByText("alert(10)").first().waitFor();
  await page.getByText("green", { exact: true }).waitFor();
  await viewer.show("config", ["hostile"]);
  await page.getByText("alert(4)").first().waitFor();
  await viewer.check();
  // The tab SQL is not there, whatever the address says.
  await page.goto(page.url().replace("tab=config", "tab=sql"));
  await page.locator("#panel-runs").waitFor();
}

/** Waits until an image has its pixels. */
async function imageShown({ page }: ViewerPage): Promise<void> {
  const image = page.locator(".medium img").first();
  await image.waitFor();
  await until(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth === 32));
}

browserTest(
  "a shared site shows a hostile board on any web server, and reads little",
  async (t) => {
    using dir = new TempDir();
    await makeHostileBoard(dir.join("kohakuboard"), "hostile");
    const site = dir.join("site");
    await shareBoards(dir.join("kohakuboard"), site);
    const browser = await launchBrowser();
    try {
      await t.step("from a server that sends parts of files", async () => {
        await using server = new StaticServer(site);
        await using viewer = await ViewerPage.open(browser, server.url);
        await checkTabs(viewer);
        for (const width of [HOSTILE_ROWS, 40_000, 10_000, 1000, 10]) {
          const since = server.requests.length;
          await viewer.show("charts", ["hostile"], { range: `${41_000}~${41_000 + width}` });
          await until(async () => await viewer.page.locator(".chart-card canvas").count() === 3);
          await viewer.page.waitForLoadState("networkidle");
          assert(server.bytesSince(since) < MAX_ZOOM_BYTES);
        }
      });
      await t.step("from a server that sends whole files, and the page says so", async () => {
        await using server = new StaticServer(site, false);
        await using viewer = await ViewerPage.open(browser, server.url);
        await viewer.show("charts", ["hostile"]);
        await until(async () => await viewer.page.locator(".chart-card canvas").count() === 3);
        await viewer.page.getByText("does not send parts of files").waitFor();
        await viewer.show("media", ["hostile"]);
        await imageShown(viewer);
      });
      await t.step("from one file, opened from the disk", async () => {
        const path = dir.join("run.html");
        await shareBoards(dir.join("kohakuboard"), path, { singleFile: true });
        await using viewer = await ViewerPage.open(browser, toFileUrl(path).href);
        await checkTabs(viewer);
        // The folder needs a web server, and its page says so, and how to start one.
        await viewer.page.goto(toFileUrl(`${site}/index.html`).href);
        await viewer.page.getByText("kobo share --single-file").waitFor();
        const command = await viewer.page.locator("pre").innerText();
        assertEquals(
          [command.includes("http.server --bind 127.0.0.1"), command.includes(site)],
          [true, true],
        );
        await viewer.picture("share_from_disk");
      });
      await t.step("where the server is gone, until it is there again", async () => {
        await using server = new StaticServer(site);
        await using viewer = await ViewerPage.open(browser, server.url);
        const { page } = viewer;
        await viewer.show("runs", []);
        await page.getByText("1 of 1 runs").waitFor();
        await page.route("**/*", (route) => route.abort());
        await page.getByRole("tab", { name: "Charts" }).click();
        await page.getByText("The server does not respond.").waitFor();
        await page.unroute("**/*");
        await until(async () => await page.locator(".chart-card canvas").count() > 0);
        await page.getByText("The server does not respond.").waitFor({ state: "detached" });
      });
    } finally {
      await browser.close();
    }
  },
);

browserTest(
  "a shared file of train_digits shows all that it has logged, from the disk",
  async (t) => {
    await t.step({
      name: "charts, media, tables, histograms and logs",
      ignore: Deno.env.get("KOBO_FAULTS") !== "long",
      async fn() {
        using dir = new TempDir();
        const script = new URL("../../examples/train_digits.ts", import.meta.url);
        const id = boardIdIn(await runScript(script, ["--epochs", "2"], { cwd: dir.path }));
        const path = dir.join("run.html");
        await shareBoards(dir.join("kohakuboard"), path, { singleFile: true });
        const browser = await launchBrowser();
        try {
          await using viewer = await ViewerPage.open(browser, toFileUrl(path).href);
          const { page } = viewer;
          await viewer.show("charts", [id]);
          await until(async () => await page.locator(".chart-card canvas").count() > 3);
          // Its images are in a table.
          await viewer.show("tables", [id]);
          await page.getByRole("combobox").first().selectOption("val/samples");
          const image = page.locator(".medium img").first();
          await image.waitFor();
          await until(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth > 0));
          await viewer.show("histograms", [id]);
          await page.getByRole("img", { name: /Heat map of/ }).first().waitFor();
          await viewer.show("logs", [id]);
          await page.getByText(/Epoch 2/).first().waitFor();
        } finally {
          await browser.close();
        }
      },
    });
  },
);
