import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TOKEN, viewerOfBoards } from "../support/viewer_client.ts";

Deno.test("serve() sends the page with its token, and its files", async () => {
  await using viewer = await viewerOfBoards();
  const page = await (await fetch(viewer.url)).text();
  assertStringIncludes(page, `<meta name="kobo-token" content="${TOKEN}">`);
  for (const [, path = ""] of page.matchAll(/(?:src|href)="(\/[^"]*)"/g)) {
    const answer = await fetch(new URL(path, viewer.url));
    assertEquals(answer.status, 200, path);
    const size = (await answer.bytes()).length;
    assert(size > 0);
    if (path.startsWith("/api/")) continue; // What the page asks for first, before its script runs.
    const headers = { "If-None-Match": answer.headers.get("etag")! };
    const again = await fetch(new URL(path, viewer.url), { headers });
    assertEquals((await again.bytes()).length, 0);
    assertEquals(again.status, 304);
  }
});
