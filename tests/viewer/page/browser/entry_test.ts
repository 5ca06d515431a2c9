/** A viewer that others can reach, in a real browser: who gets in, and what the browser keeps. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chromium } from "playwright-core";
import { browserTest, chromiumPath, launchBrowser } from "../../../../testing/browser.ts";
import { PipedText } from "../../../../testing/piped_text.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { spawnKobo } from "../../../cli/support/kobo.ts";
import { makePageBoards } from "../../support/page_boards.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

/** The address under which this machine's browser reaches the viewer. */
function onLoopback(url: string): string {
  const address = new URL(url);
  address.hostname = "127.0.0.1";
  return address.href;
}

browserTest(
  "an address lets one browser in, and what the browser keeps of it is worth nothing",
  async () => {
    using boards = await makePageBoards("one");
    using profile = new TempDir();
    await using server = serve({ baseDir: boards.path, host: "0.0.0.0", port: 0, log: () => {} });
    const url = onLoopback(server.url);
    const { origin } = new URL(url);
    const context = await chromium.launchPersistentContext(profile.path, {
      executablePath: chromiumPath,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
    });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(`${url}#tab=runs`);
      // The page, its calls and its stream of events have the cookie.
      await page.getByRole("tab", { name: "Runs" }).waitFor();
      const boardsSeen = await page.evaluate(async () => (await fetch("/api/boards")).status);
      assertEquals(boardsSeen, 200);
      const events = await page.evaluate(() =>
        new Promise((resolve) => {
          const source = new EventSource("/api/events");
          source.onopen = () => (source.close(), resolve("open"));
          source.onerror = () => (source.close(), resolve("refused"));
        })
      );
      assertEquals(events, "open");
      assert(page.url().startsWith(`${origin}/#`), page.url());
      assertEquals(await page.evaluate("document.cookie"), "");
      const [cookie] = await context.cookies(origin);
      assertEquals([cookie?.httpOnly, cookie?.sameSite], [true, "Strict"]);
      // Back, to where the address was typed, and to the address itself once more.
      await page.goto("about:blank");
      await page.goBack();
      await page.getByRole("tab", { name: "Runs" }).waitFor();
      await page.goto(url);
      await page.getByRole("tab", { name: "Runs" }).waitFor();
      assertEquals(new URL(page.url()).search, "");
    } finally {
      await context.close();
    }
    // The profile is all that somebody gets who takes this browser over later, without its cookies.
    const kept = new TextDecoder("latin1").decode(
      Deno.readFileSync(profile.join("Default", "History")),
    );
    const addresses = new Set(kept.match(/http:\/\/127\.0\.0\.1:\d+\/(\?token=[\da-f]+)?/g));
    assert(addresses.has(`${origin}/`), [...addresses].join());
    for (const address of addresses) assertEquals((await fetch(address)).status, 401, address);

    await using browser = await launchBrowser();
    const other = await browser.newPage();
    other.setDefaultTimeout(PATIENCE_MS);
    const refused = await other.goto(url);
    assertEquals(refused?.status(), 401);
    assertStringIncludes(await other.innerText("h1"), "not let in");
    // By a link on a foreign page, and under a name for which browsers do not say where it was.
    for (const name of ["127.0.0.1", "localhost", undefined]) {
      const address = new URL(server.url);
      if (name !== undefined) address.hostname = name;
      const context = await browser.newContext();
      const next = await context.newPage();
      next.setDefaultTimeout(PATIENCE_MS);
      await next.goto(`data:text/html,<a href="${address}">in</a>`);
      await next.getByRole("link").click();
      await next.getByRole("tab", { name: "Runs" }).waitFor();
      assertEquals(new URL(next.url()).search, "");
      await next.goBack();
      assert(next.url().startsWith("data:"), next.url());
    }
  },
);

browserTest(
  "kobo view opens the browser without telling other processes how to get in",
  async () => {
    using boards = await makePageBoards("one");
    using dir = new TempDir();
    // In place of the desktop's program, one that keeps what others see.
    Deno.writeTextFileSync(
      dir.join("xdg-open"),
      `#!/bin/sh
path="\${1#file://}"
stat -c %a "$path" "$(dirname "$path")" >'${dir.join("rights")}'
printf '%s\\n' "$@" >'${dir.join("arguments.tmp")}'
mv '${dir.join("arguments.tmp")}' '${dir.join("arguments")}'
`,
      { mode: 0o700 },
    );
    const child = spawnKobo(["view", boards.path, "--host", "0.0.0.0", "--port", "0"], {
      env: { PATH: `${dir.path}:${Deno.env.get("PATH")}`, TMPDIR: dir.path },
    });
    try {
      const url = await new PipedText(child.stderr).url();
      const code = new URL(url).searchParams.get("token") ?? "";
      assertEquals(code.length, 32);
      const seen = () => Deno.readTextFileSync(dir.join("arguments")).trim();
      await until(() => {
        try {
          return Promise.resolve(seen() !== "");
        } catch {
          return Promise.resolve(false);
        }
      });
      assert(seen().startsWith("file://") && !seen().includes(code), seen());
      assertEquals(Deno.readTextFileSync(dir.join("rights")), "600\n700\n");
      await using browser = await launchBrowser();
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(seen());
      await page.getByRole("tab", { name: "Runs" }).waitFor();
      assertEquals(new URL(page.url()).search, "");
      const { pathname } = new URL(seen());
      await until(() => Promise.resolve(!isThere(pathname)));
    } finally {
      child.kill("SIGINT");
      await child.status;
      await child.stdin.close();
      await child.stdout.cancel();
    }
  },
);

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
