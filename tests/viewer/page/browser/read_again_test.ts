import { assertEquals } from "@std/assert";
import { Board } from "@kohakuboard/client";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";

browserTest("the page has a board read again that could not be read", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "damaged", boardId: "damaged", baseDir: dir.path });
  board.log({ loss: 1 });
  await board.finish();
  const file = dir.join("damaged", "data", "board.duckdb");
  const sound = Deno.readFileSync(file);
  const { mtime } = Deno.statSync(file);
  const write = (bytes: Uint8Array) => {
    using opened = Deno.openSync(file, { write: true });
    opened.writeSync(bytes);
    // By name, size and time it is the same file: nobody notices the change.
    Deno.utimeSync(file, mtime!, mtime!);
  };
  write(new Uint8Array(sound.length).fill(1));
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  await viewer.show("config", ["damaged"]);
  const button = viewer.page.getByRole("button", { name: "Read again" });
  await button.waitFor();
  const problems = viewer.page.locator(".config-run .problem");
  assertEquals(await problems.count(), 1);
  write(sound);
  await button.click();
  await problems.waitFor({ state: "detached" });
  assertEquals(await button.count(), 0);
  await viewer.check();
});
