import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ROUTES } from "../../../../viewer/server/routes.ts";
import { StoppedClock } from "../../../support/stopped_clock.ts";
import { DAY_MS, TeamServer } from "../support/team_server.ts";

/** The lowest role that each route is for, as docs/team.md says. */
const NEEDED: Record<string, string> = {
  "PATCH /api/boards/:id": "writer",
  "DELETE /api/boards/:id": "admin",
  "PUT /api/store": "writer",
  "DELETE /api/store": "writer",
  "POST /api/session": "anyone",
  "DELETE /api/session": "anyone",
};
const ORDER = ["viewer", "writer", "admin"];

Deno.test("each route of a team's server is for its role, and refuses all others", async () => {
  await using server = new TeamServer();
  for (const { method, path } of ROUTES) {
    const needed = NEEDED[`${method} ${path}`] ?? "viewer";
    if (needed === "anyone") continue;
    const line = `${method} ${path.replace(":id", "none").replace(":name", "output")}`;
    const body = method === "GET" ? undefined : {};
    assertEquals((await server.ask(line, [], body)).status, 401, line);
    for (const [name, role] of [["vic", "viewer"], ["wes", "writer"], ["ada", "admin"]]) {
      if (path === "/api/events") continue; // Its answer does not end.
      const { status, body: text } = await server.ask(line, [server.as(name!)], body);
      const isLetIn = ORDER.indexOf(role!) >= ORDER.indexOf(needed);
      assertEquals(status === 403, !isLetIn, `${line} as ${role}: ${status} ${text}`);
      assert(status !== 401 && status !== 500, `${line} as ${role}: ${status} ${text}`);
      if (!isLetIn) assertStringIncludes(text, `the role ${role}: it needs the role ${needed}`);
    }
  }
  // The page itself has nothing of anybody.
  for (const path of ["/", "/app.js", "/app.css"]) {
    const { status, body } = await server.ask(`GET ${path}`);
    assertEquals(status, 200);
    assert(!body.includes("of_wes"));
  }
});

Deno.test("a writer annotates its own boards, an admin all, and the log says who did", async () => {
  await using server = new TeamServer();
  const annotate = (name: string, id: string) =>
    server.ask(`PATCH /api/boards/${id}`, [server.as(name)], { title: `by ${name}` });
  assertEquals((await annotate("wes", "of_wes")).status, 200);
  for (const id of ["of_wim", "of_nobody"]) {
    const { status, body } = await annotate("wes", id);
    assertEquals(status, 403);
    assertMatch(body, /Cannot change the board of_\w+ as wes: it belongs to (wim|nobody)/);
  }
  assertEquals((await annotate("ada", "of_nobody")).status, 200);
  const add = (name: string, tag: string) =>
    server.ask("PATCH /api/boards/of_wes", [server.as(name)], { addTags: [tag], notes: tag });
  await add("wes", "best");
  const { body: added } = await add("ada", "__proto__");
  assertEquals(JSON.parse(added).authors, {
    title: "wes",
    notes: "ada",
    tags: JSON.parse('{"best":"wes","__proto__":"ada"}'),
  });
  const remove = (name: string) =>
    server.ask("DELETE /api/boards/of_wes", [server.as(name)], { confirm: "of_wes" });
  assertEquals((await remove("wes")).status, 403);
  assertEquals((await remove("ada")).status, 200);
  assertEquals(server.owners.of("of_wes"), undefined);
  const done = server.audit().map(({ who, what, board }) => `${who} ${what} ${board ?? ""}`);
  assertEquals(done, [
    "wes annotate of_wes",
    "wes refused of_wim",
    "wes refused of_nobody",
    "ada annotate of_nobody",
    "wes annotate of_wes",
    "ada annotate of_wes",
    "wes refused ",
    "ada delete_board of_wes",
  ]);
});

Deno.test("a browser logs in with a token, and changes need what only our page has", async () => {
  await using server = new TeamServer();
  for (
    const token of ["", "wrong", `kobo_${"x".repeat(43)}`, server.secretOf("wes").toUpperCase()]
  ) {
    const { status, headers } = await server.ask("POST /api/session", [], { token });
    assertEquals([status, headers.has("set-cookie")], [401, false]);
  }
  const answer = await server.ask("POST /api/session", [], {
    token: ` ${server.secretOf("wes")}\n`,
  });
  assertEquals(JSON.parse(answer.body), { name: "wes", role: "writer" });
  assertMatch(
    answer.headers.get("set-cookie") ?? "",
    /^kobo_session_\d+=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const { cookie, page } = await server.logIn("wes");
  assertEquals((await server.ask("GET /api/boards", [cookie])).status, 200);
  const info = JSON.parse((await server.ask("GET /api/info", [cookie])).body);
  assertEquals(info.person, { name: "wes", role: "writer" });
  const change = (headers: [string, string][]) =>
    server.ask("PATCH /api/boards/of_wes", headers, { title: "x" });
  assertEquals((await change([cookie, page])).status, 200);
  const { page: others } = await server.logIn("wes");
  const foreign: [string, string][][] = [
    [cookie],
    [cookie, ["X-Kobo-Token", ""]],
    [cookie, others],
    [cookie, ["X-Kobo-Token", server.secretOf("wes")]],
    [cookie, page, ["Origin", "http://evil.example"]],
    [cookie, page, ["Sec-Fetch-Site", "cross-site"]],
  ];
  for (const headers of foreign) assertEquals((await change(headers)).status, 403, headers.join());
  // Nor logs a foreign page a browser in, as somebody else, or out.
  for (const line of ["POST /api/session", "DELETE /api/session"]) {
    const { status } = await server.ask(line, [cookie, ["Origin", "http://evil.example"]], {
      token: server.secretOf("wim"),
    });
    assertEquals(status, 403);
  }
  const out = await server.ask("DELETE /api/session", [cookie], {});
  assertMatch(out.headers.get("set-cookie") ?? "", /=; Path=\/;.*Max-Age=0$/);
  assertEquals((await server.ask("GET /api/boards", [cookie])).status, 401);
});

Deno.test("a token that is revoked or has expired is good no longer, in no browser either", async () => {
  await using server = new TeamServer();
  const { cookie } = await server.logIn("wes");
  server.tokens.revoke("wes");
  for (const header of [cookie, server.as("wes")]) {
    assertEquals((await server.ask("GET /api/boards", [header])).status, 401);
  }
  using clock = new StoppedClock();
  server.addPerson("old", "admin", new Date(clock.ms + 400));
  const session = await server.logIn("old");
  assertEquals((await server.ask("GET /api/boards", [session.cookie])).status, 200);
  clock.ms += 400;
  for (const header of [session.cookie, server.as("old")]) {
    assertEquals((await server.ask("GET /api/boards", [header])).status, 401);
  }
  // Its name is free again, and the new token is another one.
  const before = server.secretOf("old");
  assert(server.addPerson("old", "viewer") !== before);
  assertEquals((await server.ask("GET /api/boards", [server.as("old")])).status, 200);
});

Deno.test("no token and no cookie is kept or printed anywhere", async () => {
  await using server = new TeamServer();
  const { cookie, page } = await server.logIn("ada");
  const wrong = "kobo_wrong-token-that-somebody-has-mistyped-x";
  await server.ask("GET /api/boards", [["Authorization", `Bearer ${wrong}`]]);
  await server.ask("POST /api/session", [], { token: wrong });
  await server.ask(`GET /api/boards?token=${server.secretOf("ada")}`, [server.as("ada")]);
  await server.ask("PATCH /api/boards/of_wim", [server.as("wes")], { title: "x" });
  const secrets = ["ada", "wes", "wim", "vic"].map((name) => server.secretOf(name));
  const own = server.dir.join(".kobo");
  const kept = [...Deno.readDirSync(own)].map(({ name }) =>
    Deno.readTextFileSync(`${own}/${name}`)
  );
  const all = [...kept, ...server.printed].join("\n");
  for (const secret of [...secrets, wrong, cookie[1].split("=")[1]!, page[1]]) {
    assert(!all.includes(secret) && !all.includes(secret.slice(5, 30)), secret);
  }
  for (const name of ["tokens.json", "audit.log", "owners.json"]) {
    assertEquals(Deno.statSync(`${own}/${name}`).mode! & 0o777, 0o600, name);
  }
});

Deno.test("a token in an address, or sent otherwise than it must be, counts for nothing", async () => {
  await using server = new TeamServer();
  const secret = server.secretOf("ada");
  const headers: [string, string][][] = [
    [["X-Kobo-Token", secret]],
    [["Authorization", secret]],
    [["Authorization", `Basic ${btoa(`ada:${secret}`)}`]],
    [["Authorization", `Bearer ${secret}x`]],
    [["Cookie", `kobo_session_${server.port}=${secret}`]],
    // Of two the server's is none.
    [["Authorization", `Bearer ${secret}, Bearer ${secret}`]],
  ];
  for (const sent of headers) assertEquals((await server.ask("GET /api/boards", sent)).status, 401);
  assertEquals((await server.ask(`GET /api/boards?token=${secret}`)).status, 401);
  assertEquals((await server.ask(`GET /?token=${secret}`)).headers.get("set-cookie"), undefined);
});

Deno.test("a team's server says whom it lacks, and lets nobody in by a file that it cannot read", async () => {
  await using server = new TeamServer();
  const own = server.dir.join(".kobo", "tokens.json");
  for (
    const text of [
      "{",
      "[]",
      '{"version":2,"tokens":[]}',
      '{"version":1,"tokens":[{"name":"ada"}]}',
    ]
  ) {
    Deno.writeTextFileSync(own, text);
    assertEquals((await server.ask("GET /api/boards", [server.as("ada")])).status, 401, text);
  }
  await using other = new TeamServer({ baseDir: server.dir.path });
  assertStringIncludes(other.printed.join("\n"), "Cannot read");
  Deno.removeSync(own);
  await using empty = new TeamServer({ baseDir: server.dir.path });
  const command = `kobo --dir ${server.dir.path} token create NAME --role admin`;
  assertStringIncludes(empty.printed.join("\n"), command);
  // Somebody who comes later gets in at once.
  const secret = server.addPerson("new", "viewer", new Date(Date.now() + DAY_MS));
  const bearer: [string, string] = ["Authorization", `Bearer ${secret}`];
  assertEquals((await empty.ask("GET /api/boards", [bearer])).status, 200);
});

Deno.test("loopback may have any port, other names are refused, and cookies are for TLS under TLS", async () => {
  await using server = new TeamServer({ trustProxy: true, allowHosts: ["runs.example.org"] });
  const get = (host: string) =>
    server.ask("GET /api/boards", [server.as("vic"), ["X-Forwarded-Host", host]]);
  for (const host of ["localhost:8080", "127.0.0.1:1", "runs.example.org"]) {
    assertEquals((await get(host)).status, 200, host);
  }
  assertEquals((await get("evil.example")).status, 403);
  const { headers } = await server.ask("POST /api/session", [["X-Forwarded-Proto", "https"]], {
    token: server.secretOf("vic"),
  });
  assertMatch(headers.get("set-cookie") ?? "", /SameSite=Strict; Secure$/);
});

Deno.test("who logs in again and again puts out nobody else, and an unreadable list ends no session", async () => {
  await using server = new TeamServer();
  const { cookie } = await server.logIn("ada");
  const isIn = async () => (await server.ask("GET /api/info", [cookie])).status === 200;
  const first = await server.logIn("vic");
  for (let i = 0; i < 101; i++) await server.logIn("vic");
  assertEquals(await isIn(), true);
  assertEquals((await server.ask("GET /api/info", [first.cookie])).status, 401);
  const path = server.dir.join(".kobo", "tokens.json");
  const tokens = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, "{");
  assertEquals(await isIn(), false);
  Deno.writeTextFileSync(path, tokens);
  assertEquals(await isIn(), true);
});
