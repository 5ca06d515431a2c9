import { assert, assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const LINES = 60_000;
const log = Array.from(
  { length: LINES },
  (_, i) =>
    `${i} ${"the log of a run ".repeat(3)}${i % 20_000 === 5 || i === LINES - 9 ? "NEEDLE" : ""}`,
).join("\n") + "\n";

browserTest("what is copied and saved is whole", async (t) => {
  using dir = new TempDir();
  const board = new Board({ name: "a", boardId: "a", baseDir: dir.path, captureOutput: false });
  board.logTable("t", [{ a: 1 / 7, b: "0.142857…", c: 12345678901, d: -1e-9 / 7 }, { a: 2 / 3 }]);
  await board.finish();
  await Deno.writeTextFile(dir.join("a", "logs", "output.log"), log);
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);

  await t.step("cells of a table: numbers with all digits, parts of them as they are", async () => {
    await viewer.show("tables", ["a"]);
    await page.locator(".grid td.is-number").first().waitFor();
    const copied = async (from: [row: number, column: number], to: typeof from, cut = 0) => {
      await page.evaluate(([from, to, cut]) => {
        const cellOf = ([row, column]: [number, number]) =>
          document.querySelectorAll(".grid tbody tr:not([aria-hidden])")[row]!.children[column]!;
        const textOf = (element: Element) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          return walker.nextNode() as Text;
        };
        const [first, last] = [textOf(cellOf(from)), textOf(cellOf(to))];
        getSelection()!.setBaseAndExtent(first, cut, last, last.length);
      }, [from, to, cut] as const);
      await page.keyboard.press("Control+c");
      return await page.evaluate(() => navigator.clipboard.readText());
    };
    const shown = await page.locator(".grid tbody").innerText();
    assertEquals(await copied([0, 1], [0, 1]), `${1 / 7}`);
    assertEquals(
      await copied([0, 1], [0, 4]),
      [1 / 7, "0.142857…", 12345678901, -1e-9 / 7].join("\t"),
    );
    assertEquals((await copied([0, 1], [1, 1])).split(/\s+/).at(-1), `${2 / 3}`);
    assertEquals(await copied([0, 1], [0, 1], 2), "142857…");
    assertEquals(await page.locator(".grid tbody").innerText(), shown);
  });

  await t.step("a log is saved as a file, also what the page does not show", async () => {
    await viewer.show("logs", ["a"]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download output.log" }).click(),
    ]);
    assertEquals(download.suggestedFilename(), "a_output.log");
    assert(await Deno.readTextFile((await download.path())!) === log, "another text");
    await viewer.check();
  });

  await t.step("a match stays the same line as earlier ones come", async () => {
    let go = () => {};
    const gone = new Promise<void>((resolve) => go = resolve);
    await page.route("**/logs/output?before=*", async (route) => {
      await gone;
      await route.continue();
    });
    await viewer.show("logs", ["a"]);
    const view = page.getByRole("region", { name: "output.log", exact: true });
    await view.locator(".log-line").first().waitFor();
    const search = view.getByRole("searchbox");
    await search.fill("NEEDLE");
    await search.press("Enter");
    const current = view.locator(".log-line.is-current");
    const count = view.locator(".log-bar [role=status]");
    await until(async () => (await count.innerText()) === "1 of 1 line");
    const line = await current.innerText();
    go();
    await until(async () => (await count.innerText()) === "4 of 4 lines");
    assertEquals(await current.innerText(), line);
  });
});

browserTest("keys pass a long list of runs at once", async () => {
  using dir = new TempDir();
  for (const boardId of ["a", "b", "c"]) {
    await using board = new Board({
      name: boardId,
      boardId,
      baseDir: dir.path,
      captureOutput: false,
    });
    board.log({ loss: 1 });
  }
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  await viewer.show("charts", ["a"]);
  await page.locator(".chart-view").first().waitFor();
  const skip = page.getByRole("button", { name: "Skip the list of runs" });
  const isFocused = () => skip.evaluate((e) => e === document.activeElement);
  await page.locator("#tab-charts").focus();
  for (let i = 0; i < 5 && !await isFocused(); i++) await page.keyboard.press("Tab");
  assert(await isFocused());
  assert((await skip.boundingBox())!.width > 20, "it is seen");
  await viewer.check();
  await page.keyboard.press("Enter");
  assertEquals(await page.evaluate(() => document.activeElement?.id), "panel-charts");
  assertEquals(await skip.evaluate((e) => getComputedStyle(e).clipPath), "inset(50%)");
});
