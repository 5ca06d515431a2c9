/** The attacks on the viewer, again on a team's server: by strangers, and by somebody with a token. */
import { assert, assertEquals } from "@std/assert";
import { climbsTo, DOORS } from "../support/climbs.ts";
import { exchange, rawRequest, writeAll } from "../support/raw_http.ts";
import { TeamServer } from "../support/team_server.ts";

const SECRET = "the secret outside of the root";

Deno.test("no path leads out of the folder, for no role", async () => {
  await using server = new TeamServer();
  const secret = server.dir.join(".kobo", "secret.txt");
  Deno.writeTextFileSync(secret, SECRET);
  const doors = [
    ...DOORS.map((door) => door.replace("full_duckdb", "of_wes")),
    "/media/of_wes/../",
  ];
  for (const door of doors) {
    for (
      const climb of [
        ...climbsTo(secret),
        `..%2f..%2f.kobo%2f${"tokens.json"}`,
        ".kobo/tokens.json",
      ]
    ) {
      for (const headers of [[], [server.as("ada")]] as [string, string][][]) {
        const { status, body } = await rawRequest(server.port, `GET ${door}${climb}`, { headers });
        assert(status >= 400 && status < 500, `${door}${climb}: ${status}`);
        assert(!body.includes(SECRET) && !body.includes("hash"), `${door}${climb}`);
      }
    }
  }
});

Deno.test("names that are not its own, and pages that are not, get nothing", async () => {
  await using server = new TeamServer();
  const { port } = server;
  const hosts = [
    "evil.example",
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    "",
    null,
  ];
  for (const host of [...hosts, `user@localhost:${port}`, `localhost:${port}, evil.example`]) {
    for (const path of ["/", "/api/boards", "/api/events", "/api/store/list?prefix="]) {
      const { status } = await rawRequest(port, `GET ${path}`, {
        host,
        headers: [server.as("ada")],
      });
      assert(status === 403 || status === 400, `${host} ${path}: ${status}`);
    }
  }
  const { cookie, page } = await server.logIn("ada");
  const foreign: [string, string][][] = [
    [["Origin", "null"]],
    [["Origin", `https://127.0.0.1:${port}`]],
    [["Origin", `http://127.0.0.1:${port + 1}`]],
    [["Sec-Fetch-Site", "same-site"]],
  ];
  for (const headers of foreign) {
    for (const line of ["GET /api/boards", "GET /api/events", "GET /media/of_wes/x.png"]) {
      assertEquals((await server.ask(line, [cookie, ...headers])).status, 403, line);
    }
    const remove = await server.ask("DELETE /api/boards/of_wes", [cookie, page, ...headers], {
      confirm: "of_wes",
    });
    assertEquals(remove.status, 403);
    assertEquals(remove.headers.has("access-control-allow-origin"), false);
  }
  // What a form can send: no route takes it but the store's, which wants the token of the page.
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
    for (const line of ["POST /api/session", "PATCH /api/boards/of_wes", "POST /api/sql"]) {
      const headers: [string, string][] = [cookie, page, ["Content-Type", type]];
      assertEquals((await rawRequest(port, line, { headers, body: "token=x" })).status, 415, line);
    }
  }
  assert(Deno.statSync(server.dir.join("of_wes")).isDirectory);
});

Deno.test("large and odd requests are refused, and the server goes on", async () => {
  await using server = new TeamServer();
  const { port } = server;
  const body = JSON.stringify({ token: "x".repeat(2_000_000) });
  const headers: [string, string][] = [["Content-Type", "application/json"]];
  assertEquals((await rawRequest(port, "POST /api/session", { headers, body })).status, 413);
  for (const text of ["{", "[]", "null", '{"token":1}', "{}", '{"token":"x","more":1}']) {
    const { status } = await rawRequest(port, "POST /api/session", { headers, body: text });
    assertEquals(status, 400, text);
  }
  const cookies = `kobo_session_${port}=${"y".repeat(100_000)}`;
  const { status } = await rawRequest(port, "GET /api/boards", { headers: [["Cookie", cookies]] });
  assert([0, 400, 401, 431].includes(status), `${status}`);
  const junk = [new Uint8Array(100_000).fill(255)];
  assert(new TextDecoder().decode(await exchange(port, junk)).length < 1000);
  // Somebody who begins a body and never ends it holds up nobody.
  using slow = await Deno.connect({ hostname: "127.0.0.1", port });
  const head = `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
    "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
  await writeAll(slow, new TextEncoder().encode(head));
  assertEquals((await server.ask("GET /api/boards", [server.as("vic")])).status, 200);
});

Deno.test("who is put out hears no more of boards, also on a stream that is open", async () => {
  await using server = new TeamServer();
  const headers = { Authorization: `Bearer ${server.secretOf("vic")}` };
  const events = await fetch(new URL("api/events", server.viewer.url), { headers });
  server.tokens.revoke("vic");
  Deno.mkdirSync(server.dir.join("secret_run"));
  let text = "";
  for await (const chunk of events.body!.pipeThrough(new TextDecoderStream())) text += chunk;
  assertEquals(text, "retry: 1000\n\n"); // The stream has ended.
});
