import { assertEquals } from "@std/assert";
import { mediaReply } from "../../../../viewer/protocol/media.ts";
import { at, BACKENDS, get, viewerOfBoards } from "../support/viewer_client.ts";

Deno.test("GET /media/:id/:filename gives a file, and the part of it that is asked for", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const path = `/api/boards/full_${backend}/media?type=image&limit=2`;
    const row = at((await get(viewer, path, mediaReply)).rows, 0);
    const file = await fetch(new URL(row.url, viewer.url));
    assertEquals([file.status, file.headers.get("content-type")], [200, "image/png"]);
    const bytes = await file.bytes();
    assertEquals(bytes.length, row.sizeBytes);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assertEquals(digest.toHex(), row.mediaId);

    const part = async (range: string, more: Record<string, string> = {}) => {
      const headers = { Range: range, ...more };
      const answer = await fetch(new URL(row.url, viewer.url), { headers });
      return [answer.status, [...await answer.bytes()], answer.headers.get("content-range")];
    };
    const size = bytes.length;
    assertEquals(await part("bytes=1-3"), [206, [...bytes.slice(1, 4)], `bytes 1-3/${size}`]);
    assertEquals(await part("bytes=-2"), [
      206,
      [...bytes.slice(-2)],
      `bytes ${size - 2}-${size - 1}/${size}`,
    ]);
    assertEquals((await part(`bytes=${size - 1}-`))[1], [...bytes.slice(-1)]);
    assertEquals(await part(`bytes=${size}-`), [416, [], `bytes */${size}`]);
    for (const whole of ["bytes=0-1,3-4", "bytes=x-", "lines=1-2", "bytes=-"]) {
      assertEquals((await part(whole))[0], 200, whole);
    }
    assertEquals((await part("bytes=1-3", { "If-Range": '"other"' }))[0], 200);
    const tag = file.headers.get("etag")!;
    const same = await fetch(new URL(row.url, viewer.url), {
      headers: { "If-None-Match": tag },
    });
    assertEquals([same.status, (await same.bytes()).length], [304, 0]);
    const head = await fetch(new URL(row.url, viewer.url), { method: "HEAD" });
    assertEquals([head.status, head.headers.get("content-length")], [200, String(size)]);
  }
});
