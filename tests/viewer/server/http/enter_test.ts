import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { serve, TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { attackedViewer, JSON_TYPE } from "../support/attacked_viewer.ts";
import { type RawAnswer, rawRequest } from "../support/raw_http.ts";
import { at, TOKEN } from "../support/viewer_client.ts";

/** What a browser says that a person has typed an address into. */
const TYPED: [string, string][] = [["Accept", "text/html,*/*;q=0.8"], ["Sec-Fetch-Site", "none"]];

/** The boards of an attack on an address that others can reach, and what the viewer has printed. */
async function openViewer() {
  const attack = await attackedViewer();
  const printed: string[] = [];
  const viewer = serve({
    baseDir: attack.baseDir,
    host: "0.0.0.0",
    port: 0,
    token: TOKEN,
    log: (message) => printed.push(message),
  });
  return {
    viewer,
    printed,
    port: viewer.port,
    async [Symbol.asyncDispose]() {
      await viewer.shutdown();
      await attack[Symbol.asyncDispose]();
    },
  };
}

/** The path of an address, as it is sent. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function addressIn(message: string | undefined): string {
  return /http:\S+/.exec(message ?? "")?.[0] ?? "";
}

function cookieOf(answer: RawAnswer): [string, string] {
  return ["Cookie", at((answer.headers.get("set-cookie") ?? "").split(";"), 0)];
}

Deno.test("serve() wants the token for everything on an address that others can reach", async () => {
  await using open = await openViewer();
  const { port } = open;
  const paths = ["/", "/api/boards", "/api/events", "/media/full_duckdb/x.png", "/?token=x"];
  for (const path of [...paths, `/?token=${TOKEN}`, `/api/boards?token=${TOKEN}`]) {
    assertEquals((await rawRequest(port, `GET ${path}`)).status, 401, path);
  }
  const first = await rawRequest(port, `GET ${pathOf(open.viewer.url)}`);
  assertEquals([first.status, first.headers.get("location")], [303, "/"]);
  const cookie = first.headers.get("set-cookie")!;
  for (const part of [`kobo_token_${port}=`, "HttpOnly", "SameSite=Strict"]) {
    assertStringIncludes(cookie, part);
  }
  const headers = [cookieOf(first)];
  assertEquals((await rawRequest(port, "GET /api/boards", { headers })).status, 200);
  // A cookie is sent by the browser itself: changes want the header all the same.
  const body = JSON.stringify({ title: "x" });
  const change = await rawRequest(port, "PATCH /api/boards/one_duckdb", {
    headers: [...headers, JSON_TYPE],
    body,
  });
  assertEquals(change.status, 403);
  assertEquals((await rawRequest(port, "GET /", { headers, host: "evil.example" })).status, 403);
  // A program has the token and no cookie.
  const program: [string, string][] = [[TOKEN_HEADER, TOKEN]];
  assertEquals((await rawRequest(port, "GET /api/boards", { headers: program })).status, 200);
});

Deno.test("an address lets one browser in, once, and the next one is printed", async () => {
  await using open = await openViewer();
  const { port, printed } = open;
  const url = addressIn(printed[0]);
  assert(!printed.join().includes(TOKEN));
  const before = printed.length;
  const first = await rawRequest(port, `GET ${pathOf(url)}`, { headers: TYPED });
  assertEquals([first.status, printed.length], [303, before + 1]);
  const second = await rawRequest(port, `GET ${pathOf(url)}`, { headers: TYPED });
  assertEquals([second.status, second.headers.has("set-cookie")], [401, false]);
  assertMatch(second.headers.get("content-type") ?? "", /^text\/html/);
  assertStringIncludes(second.body, "the newest address that the viewer has printed");
  assert(!second.body.includes("kobo-token"));
  // To open it again changes nothing: the newest address is still good.
  assertEquals(printed.length, before + 1);
  const next = addressIn(printed.at(-1));
  assert(next !== url && next.startsWith("http://"));
  assertEquals((await rawRequest(port, `GET ${pathOf(next)}`)).status, 303);
  // Whoever is in, and goes back to the used address, is led on.
  const headers = [cookieOf(first), ...TYPED];
  const back = await rawRequest(port, `GET ${pathOf(url)}`, { headers });
  assertEquals([back.status, back.headers.get("location")], [303, "/"]);
});

Deno.test("of many who open an address at once, one is let in", async () => {
  await using open = await openViewer();
  const path = pathOf(open.viewer.url);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => rawRequest(open.port, `GET ${path}`)),
  );
  assertEquals(all.filter(({ status }) => status === 303).length, 1);
  assertEquals(all.filter(({ headers }) => headers.has("set-cookie")).length, 1);
});

Deno.test("a code is not used up by what is no visit of the page", async () => {
  await using open = await openViewer();
  const { port } = open;
  const path = pathOf(open.viewer.url);
  const foreign: [string, string][] = [["Sec-Fetch-Site", "cross-site"], [
    "Sec-Fetch-Mode",
    "no-cors",
  ]];
  assertEquals((await rawRequest(port, `HEAD ${path}`)).status, 401);
  assertEquals((await rawRequest(port, `POST ${path}`, { body: "{}" })).status, 401);
  assertEquals((await rawRequest(port, `GET /index.html${path.slice(1)}`)).status, 401);
  assertEquals((await rawRequest(port, `GET ${path}`, { headers: foreign })).status, 403);
  assertEquals((await rawRequest(port, `GET ${path}`, { host: "evil.example" })).status, 403);
  assertEquals((await rawRequest(port, `GET ${path}`)).status, 303);
});

Deno.test("who was not let in gets a page, and a program JSON", async () => {
  await using open = await openViewer();
  const page = await rawRequest(open.port, "GET /", { headers: TYPED });
  assertEquals([page.status, page.headers.get("content-type")], [401, "text/html; charset=utf-8"]);
  assertStringIncludes(page.headers.get("content-security-policy") ?? "", "default-src 'none'");
  const program = await rawRequest(open.port, "GET /", { headers: [["Accept", "*/*"]] });
  assertEquals([program.status, JSON.parse(program.body).kind], [401, "forbidden"]);
});
