import { assertEquals } from "@std/assert";
import { serve } from "../../../../viewer/server/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { BACKENDS, makeFixtureBoards, SWEEP } from "../../../../testing/panel_boards.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";

browserTest("the page answers queries over one run and over several", async (t) => {
  using dir = new TempDir();
  await makeFixtureBoards(dir.path);
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  const query = page.getByRole("textbox", { name: "SQL query" });
  const ask = async (text: string) => {
    await query.fill(text);
    await query.press("Control+Enter");
  };

  for (const board of BACKENDS.map((backend) => `hostile_${backend}`)) {
    await t.step(`over ${board}: a table and a chart, kept in the address`, async () => {
      await viewer.show("sql", [board]);
      await ask('SELECT step, "val/loss", "<script>alert(3)</script>" FROM metrics ORDER BY step');
      await page.getByText(/6 rows in \d+ ms/).waitFor();
      await page.locator(".result-plot canvas").waitFor();
      assertEquals(await page.locator(".u-legend .u-label").allTextContents(), [
        "step",
        "val/loss",
        "<script>alert(3)</script>",
      ]);
      await viewer.check();
      await page.reload();
      await page.getByText(/6 rows in \d+ ms/).waitFor();
    });
  }

  await t.step("an error is shown below the query", async () => {
    await query.fill("SELECT nothing FROM metrics");
    await page.locator(".panel-area").getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("alert").getByText('"nothing"').waitFor();
    await ask("COPY metrics TO '/tmp/stolen.csv'");
    await page.getByRole("alert").waitFor();
    await viewer.check();
  });

  await t.step("a long query is cancelled", async () => {
    await ask("SELECT count(*) FROM range(1000000000000) a, range(1000) b");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled.").waitFor();
    await ask("SELECT 42 AS answer");
    await page.getByText("1 row in").waitFor();
  });

  await t.step("over several runs: one line per run, as in the documentation", async () => {
    await viewer.show("sql", SWEEP);
    await page.getByRole("button", { name: "One line per run" }).click();
    await page.locator(".u-legend tr").nth(SWEEP.length).waitFor();
    assertEquals((await page.locator(".u-legend .u-label").allTextContents()).slice(1), SWEEP);
    await viewer.check();
    await viewer.picture("sql");
    const documentation = new URL("../../../../docs/viewer_panels.md", import.meta.url);
    const [, documented] = /```sql\n([^`]+)```/.exec(Deno.readTextFileSync(documentation)) ?? [];
    await ask(documented ?? "");
    await page.getByText("8 rows in").waitFor();
    assertEquals(
      (await page.locator("th .grid-name").allTextContents()).join(),
      "name,config.lr,best",
    );
  });
});
