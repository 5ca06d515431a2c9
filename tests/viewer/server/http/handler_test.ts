import { assert, assertEquals } from "@std/assert";
import { TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { assertLives, attackedViewer, JSON_TYPE, WITH_TOKEN } from "../support/attacked_viewer.ts";
import { rawRequest } from "../support/raw_http.ts";
import { TOKEN } from "../support/viewer_client.ts";

Deno.test("serve() answers under its own names only", async () => {
  await using attack = await attackedViewer();
  const { port } = attack;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`];
  for (const host of own) {
    assertEquals((await rawRequest(port, "GET /api/boards", { host })).status, 200, host);
  }
  const foreign = [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1",
    "localhost",
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.:${port}`,
    `127.1:${port}`,
    `0.0.0.0:${port}`,
    `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}@evil.example`,
    `127.0.0.1:${port}, evil.example`,
    `127.0.0.1:0${port}`,
    "foo bar",
    "",
    null,
  ];
  for (const host of foreign) {
    for (const path of ["/", "/api/boards", "/api/events", "/media/full_duckdb/x.png"]) {
      const { status, body } = await rawRequest(port, `GET ${path}`, { host });
      assert(status === 403 || status === 400, `${host}: ${status} ${body}`);
      assert(!body.includes("full_duckdb") && !body.includes(TOKEN), `${host}`);
    }
  }
  const twice: [string, string][] = [["Host", "evil.example"]];
  const { status } = await rawRequest(port, "GET /api/boards", { headers: twice });
  assert(status === 403 || status === 400);
  const absolute = await rawRequest(port, "GET http://evil.example/api/boards");
  assert(absolute.status === 403 || absolute.status === 400);
  await assertLives(port);
});

Deno.test("serve() refuses forms, fetches and event streams of foreign pages", async () => {
  await using attack = await attackedViewer();
  const { port } = attack;
  const own = `http://127.0.0.1:${port}`;
  const foreign: [string, string][][] = [
    [["Origin", "http://evil.example"]],
    [["Origin", "null"]],
    [["Origin", `http://127.0.0.1:${port + 1}`]],
    [["Origin", `https://127.0.0.1:${port}`]],
    [["Origin", `http://localhost:${port}`]],
    [["Origin", `${own}.evil.example`]],
    [["Sec-Fetch-Site", "cross-site"]],
    [["Sec-Fetch-Site", "same-site"]],
    [["Sec-Fetch-Site", "cross-site"], ["Sec-Fetch-Mode", "no-cors"], ["Sec-Fetch-Dest", "image"]],
    [["Origin", own], ["Sec-Fetch-Site", "cross-site"]],
  ];
  const query = JSON.stringify({ query: "SELECT 1", board: "full_duckdb" });
  const title = JSON.stringify({ title: "changed" });
  const confirm = JSON.stringify({ confirm: "one_duckdb" });
  for (const headers of foreign) {
    const why = headers.join();
    for (const path of ["/api/boards", "/api/events", "/api/boards/full_duckdb", "/media/a/b"]) {
      assertEquals((await rawRequest(port, `GET ${path}`, { headers })).status, 403, why + path);
    }
    const changes: [string, string][] = [
      ["POST /api/sql", query],
      ["PATCH /api/boards/one_duckdb", title],
      ["DELETE /api/boards/one_duckdb", confirm],
    ];
    for (const [line, body] of changes) {
      const all = [...headers, JSON_TYPE, WITH_TOKEN];
      assertEquals((await rawRequest(port, line, { headers: all, body })).status, 403, why + line);
    }
    const preflight = await rawRequest(port, "OPTIONS /api/sql", {
      headers: [...headers, ["Access-Control-Request-Method", "POST"]],
    });
    assertEquals(preflight.status, 403);
    assertEquals(preflight.headers.has("access-control-allow-origin"), false);
  }
  // What a form can send without asking first, as if it came without Origin.
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
    const headers: [string, string][] = [["Content-Type", type], WITH_TOKEN];
    assertEquals((await rawRequest(port, "POST /api/sql", { headers, body: query })).status, 415);
  }
  // Without the token, or with a wrong one, or with one where a form could put it.
  const tokens: [string, string][][] = [[], [[TOKEN_HEADER, "wrong"]], [[TOKEN_HEADER, ""]], [
    ["Cookie", `kobo_token_${port}=${TOKEN}`],
  ]];
  for (const token of tokens) {
    const headers = [JSON_TYPE, ...token];
    const changes: [string, string][] = [
      [`POST /api/sql?token=${TOKEN}`, query],
      ["PATCH /api/boards/one_duckdb", title],
      ["DELETE /api/boards/one_duckdb", confirm],
    ];
    for (const [line, body] of changes) {
      assertEquals((await rawRequest(port, line, { headers, body })).status, 403, line);
    }
  }
  const upgrade = await rawRequest(port, "GET /api/events", {
    headers: [
      ["Origin", "http://evil.example"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ],
  });
  assertEquals(upgrade.status, 403);
  assert(Deno.statSync(`${attack.baseDir}/one_duckdb`).isDirectory);
  assertEquals((await rawRequest(port, "GET /api/boards")).body.includes("changed"), false);
  // The page itself may be linked to, but not framed.
  const link = await rawRequest(port, "GET /", {
    headers: [
      ["Sec-Fetch-Site", "cross-site"],
      ["Sec-Fetch-Mode", "navigate"],
      ["Sec-Fetch-Dest", "document"],
    ],
  });
  assertEquals(link.status, 200);
  const frame = await rawRequest(port, "GET /", {
    headers: [
      ["Sec-Fetch-Site", "cross-site"],
      ["Sec-Fetch-Mode", "navigate"],
      ["Sec-Fetch-Dest", "iframe"],
    ],
  });
  assertEquals(frame.status, 403);
});

Deno.test("serve() tells a person under which names it answers, and nothing else", async () => {
  await using attack = await attackedViewer();
  const { port } = attack;
  const headers: [string, string][] = [["Accept", "text/html,application/xhtml+xml"]];
  // A port of a container, a tunnel, the machine's full name; and a name that is code.
  const hosts = [`localhost:${port + 1}`, "runs.example.org", `<b>${port}`, `"x".example:${port}`];
  for (const host of hosts) {
    for (const path of ["/", "/?tab=runs", "/app.js"]) {
      const { status, body, headers: received } = await rawRequest(port, `GET ${path}`, {
        host,
        headers,
      });
      assertEquals(status === 403 || status === 400, true, host);
      if (status === 400) continue; // It is no name at all.
      assertEquals(received.get("content-type"), "text/html; charset=utf-8");
      assert(received.get("content-security-policy")?.includes("default-src 'none'"));
      for (const name of ["localhost", "127.0.0.1", "[::1]"]) {
        assert(body.includes(`<code>http://${name}:${port}/</code>`), `${name}: ${body}`);
      }
      assert(
        body.includes(`ssh -L ${port}:127.0.0.1:${port}`) && body.includes("kobo view --host"),
      );
      assert(!body.includes("<b>") && !body.includes('"x"'));
      assert(!body.includes(Deno.hostname()) || Deno.hostname() === "localhost");
      assert(
        !body.includes("full_duckdb") && !body.includes(TOKEN) && !body.includes(attack.baseDir),
      );
    }
  }
  // A program receives JSON that says the same.
  const { status, body } = await rawRequest(port, "GET /api/boards", { host: "runs.example.org" });
  assertEquals(status, 403);
  assert(JSON.parse(body).error.includes("open it as localhost or 127.0.0.1"));
  // A page that asks for a change receives no page.
  const post = await rawRequest(port, "POST /api/sql", { host: "runs.example.org", headers });
  assertEquals(post.headers.get("content-type"), "application/json");
});
