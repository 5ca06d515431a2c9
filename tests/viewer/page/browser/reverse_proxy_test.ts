/** The viewer behind nginx, with TLS and below a path, in a real browser. */
import { assertEquals, assertMatch } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { Nginx, nginxPath, NO_NGINX } from "../../support/nginx.ts";
import { makePageBoards } from "../../support/page_boards.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const NAME = "the page works behind nginx with TLS and a path";

if (nginxPath === undefined) Deno.test.ignore(`${NAME} (${NO_NGINX})`, () => {});
else {
  browserTest(NAME, async () => {
    using boards = await makePageBoards("one");
    await using server = serve({
      baseDir: boards.path,
      port: 0,
      log: () => {},
      basePath: "/kobo",
      trustProxy: true,
      allowHosts: ["localhost"],
    });
    await using nginx = await Nginx.start(server.port);
    await using browser = await launchBrowser();
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const failed: string[] = [];
    page.on("response", (answer) => {
      if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`);
    });
    const { search } = new URL(server.url);
    await page.goto(`${nginx.origin}/kobo${search}#tab=charts&runs=one_duckdb`);
    await page.locator("#panel-charts canvas").first().waitFor();
    assertMatch(page.url(), /^https:\/\/localhost:\d+\/kobo\/#/);
    // The stream of events comes through too.
    const events = await page.evaluate(() =>
      new Promise((resolve) => {
        const source = new EventSource("api/events");
        source.onopen = () => (source.close(), resolve("open"));
        source.onerror = () => (source.close(), resolve("refused"));
      })
    );
    assertEquals(events, "open");
    const cookies = await context.cookies(`${nginx.origin}/kobo/`);
    assertEquals(cookies.map(({ path, secure }) => [path, secure]), [["/kobo/", true]]);
    // A change has the token and the origin that the proxy's name makes.
    await page.evaluate(async () => {
      const { content } = document.querySelector<HTMLMetaElement>('meta[name="kobo-token"]')!;
      const answer = await fetch("api/boards/one_duckdb", {
        method: "PATCH",
        headers: { "Content-Type": "application/json", "X-Kobo-Token": content },
        body: JSON.stringify({ title: "renamed" }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    });
    await until(async () => (await page.content()).includes("renamed"));
    assertEquals(failed, []);
    await context.close();
  });
}
