/** The page of a server for several people, in a real browser. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { TokenFile } from "../../../../viewer/server/team/token_file.ts";
import { makePageBoards } from "../../support/page_boards.ts";
import { PATIENCE_MS } from "../../support/until.ts";

browserTest("somebody logs in with a token, sees what was asked for, and logs out", async () => {
  using boards = await makePageBoards("one");
  const token = new TokenFile(new OwnFolder(boards.path))
    .create({ name: "ann", role: "viewer" }, null);
  await using server = serve({ baseDir: boards.path, port: 0, team: true, log: () => {} });
  await using browser = await launchBrowser();
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const asked = `${server.url}#tab=config&runs=one_duckdb`;
  await page.goto(asked);
  const field = page.getByLabel("Your token");
  await field.fill("kobo_wrong");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("This token is not known").waitFor();
  assertEquals((await page.content()).includes("one_duckdb"), false);
  await field.fill(token);
  await page.keyboard.press("Enter");
  await page.locator("#panel-config").waitFor();
  assertStringIncludes(page.url(), "tab=config");
  await page.getByText("ann, viewer").waitFor();
  assertEquals(await page.evaluate("document.cookie"), "");

  // By a link on a foreign page, after which the browser does not send the cookie at first.
  const other = await context.newPage();
  other.setDefaultTimeout(PATIENCE_MS);
  await other.goto(`data:text/html,${encodeURIComponent(`<a href="${asked}">in</a>`)}`);
  await other.getByRole("link").click();
  await other.locator("#panel-config").waitFor();
  await other.close();

  await page.getByRole("button", { name: "Log out" }).click();
  await field.waitFor();
  await page.reload();
  await field.waitFor();
  await context.close();
});
