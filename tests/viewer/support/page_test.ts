import { browserTest, launchBrowser } from "../../../testing/browser.ts";
import type { TempDir } from "../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../testing/viewer_page.ts";
import { serve } from "../../../viewer/server/mod.ts";
import { makePageBoards } from "./page_boards.ts";
import { PATIENCE_MS } from "./until.ts";

/** Defines a test in a browser that shows the boards of {@linkcode makePageBoards}. */
export function pageTest(
  name: string,
  run: (t: Deno.TestContext, viewer: ViewerPage, boards: TempDir) => Promise<void>,
): void {
  browserTest(name, async (t) => {
    using boards = await makePageBoards();
    await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    viewer.page.setDefaultTimeout(PATIENCE_MS);
    await run(t, viewer, boards);
  });
}
