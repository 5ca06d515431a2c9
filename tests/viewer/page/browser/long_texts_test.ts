import { assert, assertEquals } from "@std/assert";
import { Board, Table } from "@kohakuboard/client";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";

const PROMPT = `first ${"word ".repeat(20_000)}last`;
const CELL = `cell ${"and more ".repeat(20_000)}end`;

browserTest("the page shows the beginning of long texts, and all of them when asked", async () => {
  using dir = new TempDir();
  const board = new Board({
    name: "long texts",
    boardId: "long",
    baseDir: dir.path,
    config: { prompt: PROMPT, lr: 0.1 },
  });
  board.log({ samples: new Table([{ answer: CELL }]) });
  await board.finish();
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;

  await viewer.show("config", ["long"]);
  const prompt = page.locator(".json-tree li", { hasText: "prompt" }).last();
  const button = prompt.getByRole("button", { name: "Show all 100,010 characters" });
  await button.waitFor(); // All of it has come, beyond what the list has.
  assert((await prompt.innerText()).length < 1100);
  await button.click();
  await button.waitFor({ state: "detached" });
  assert((await prompt.innerText()).endsWith("word last"));

  await viewer.show("tables", ["long"]);
  const cell = page.locator(".grid td.is-text");
  await cell.waitFor();
  assertEquals((await cell.innerText()).length, 1001);
  await page.getByRole("button", { name: "Open row 1" }).click();
  const record = page.locator("dialog .record");
  await record.getByRole("button", { name: /^Show all 180,/ }).click();
  assert((await record.innerText()).trim().endsWith("and more end"));
  await viewer.check();
});

browserTest("a config of thousands of values is shown bit by bit", async () => {
  using dir = new TempDir();
  const values = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`p${i}`, i]));
  const board = new Board({ name: "wide", boardId: "wide", baseDir: dir.path, config: { values } });
  board.log({ loss: 1 });
  await board.finish();
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  await viewer.show("config", ["wide"]);
  const shown = page.locator(".json-tree li");
  await page.locator("summary", { hasText: "values" }).click();
  await page.getByRole("button", { name: "Show more values (19,800 left)" }).click();
  await page.getByRole("button", { name: "Show more values (19,600 left)" }).waitFor();
  assert(await shown.count() < 500);
  await viewer.check();
});
