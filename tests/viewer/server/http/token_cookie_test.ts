import { assertEquals, assertStringIncludes } from "@std/assert";
import { serve } from "../../../../viewer/server/mod.ts";
import { attackedViewer, JSON_TYPE } from "../support/attacked_viewer.ts";
import { rawRequest } from "../support/raw_http.ts";
import { at, TOKEN } from "../support/viewer_client.ts";

Deno.test("serve() wants the token for everything on an address that others can reach", async () => {
  await using attack = await attackedViewer();
  await using open = serve({
    ...{ baseDir: attack.baseDir, host: "0.0.0.0", port: 0, token: TOKEN, log: () => {} },
  });
  const { port } = open;
  assertStringIncludes(open.url, `?token=${TOKEN}`);
  for (const path of ["/", "/api/boards", "/api/events", "/media/full_duckdb/x.png", "/?token=x"]) {
    assertEquals((await rawRequest(port, `GET ${path}`)).status, 401, path);
  }
  const first = await rawRequest(port, `GET /?token=${TOKEN}`);
  assertEquals([first.status, first.headers.get("location")], [303, "/"]);
  const cookie = first.headers.get("set-cookie")!;
  for (const part of ["HttpOnly", "SameSite=Strict"]) assertStringIncludes(cookie, part);
  const headers: [string, string][] = [["Cookie", at(cookie.split(";"), 0)]];
  assertEquals((await rawRequest(port, "GET /api/boards", { headers })).status, 200);
  // A cookie is sent by the browser itself: changes want the header all the same.
  const body = JSON.stringify({ title: "x" });
  const change = await rawRequest(port, "PATCH /api/boards/one_duckdb", {
    headers: [...headers, JSON_TYPE],
    body,
  });
  assertEquals(change.status, 403);
  assertEquals((await rawRequest(port, "GET /", { headers, host: "evil.example" })).status, 403);
});
