import { assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import {
  RequestGuard,
  type RequestGuardOptions,
} from "../../../../viewer/server/http/request_guard.ts";
import { TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { TOKEN } from "../support/viewer_client.ts";

const OWN = "http://127.0.0.1:6273";

function guardOf(options: Partial<RequestGuardOptions> = {}): RequestGuard {
  return new RequestGuard({
    hosts: new Set(["127.0.0.1:6273"]),
    token: TOKEN,
    tokenForAll: false,
    cookieName: "kobo",
    ...options,
  });
}

/** The status that a guard refuses a request with, 200 if it accepts it. */
function statusOf(
  guard: RequestGuard,
  headers: Record<string, string>,
  { path = "/api/boards", method = "GET", origin = OWN } = {},
): number {
  const request = new Request(`${origin}${path}`, {
    method,
    headers: { Host: "127.0.0.1:6273", ...headers },
  });
  try {
    guard.check(request, new URL(request.url));
    return 200;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    assertEquals(error.kind, "forbidden");
    return error.status;
  }
}

Deno.test("RequestGuard.check() accepts its own hosts only, wherever they are named", () => {
  const guard = guardOf();
  assertEquals(statusOf(guard, {}), 200);
  assertEquals(statusOf(guard, { Host: "evil.example" }), 403);
  assertEquals(statusOf(guard, { Host: "127.0.0.1" }), 403);
  assertEquals(statusOf(guard, { Host: "" }), 403);
  // The request line names another host than the header.
  assertEquals(statusOf(guard, {}, { origin: "http://evil.example" }), 403);
});

Deno.test("RequestGuard.check() refuses other origins and sites, but a link to the page", () => {
  const guard = guardOf();
  assertEquals(statusOf(guard, { Origin: OWN, "Sec-Fetch-Site": "same-origin" }), 200);
  assertEquals(statusOf(guard, { "Sec-Fetch-Site": "none" }), 200);
  for (const origin of ["null", "http://evil.example", "http://127.0.0.1:6274", `${OWN}.evil`]) {
    assertEquals(statusOf(guard, { Origin: origin }), 403, origin);
  }
  for (const site of ["cross-site", "same-site", "else"]) {
    assertEquals(statusOf(guard, { "Sec-Fetch-Site": site }), 403, site);
  }
  const link = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
  };
  assertEquals(statusOf(guard, link, { path: "/" }), 200);
  assertEquals(statusOf(guard, link, { path: "/app.js" }), 403);
  assertEquals(statusOf(guard, link, { path: "/", method: "POST" }), 403);
  assertEquals(statusOf(guard, { ...link, "Sec-Fetch-Dest": "iframe" }, { path: "/" }), 403);
  assertEquals(statusOf(guard, { ...link, "Sec-Fetch-Mode": "no-cors" }, { path: "/" }), 403);
});

Deno.test("RequestGuard.check() wants the token for all requests where it is told to", () => {
  const guard = guardOf({ tokenForAll: true });
  assertEquals(statusOf(guard, {}), 401);
  assertEquals(statusOf(guard, { [TOKEN_HEADER]: TOKEN }), 200);
  assertEquals(statusOf(guard, { Cookie: `other=1; kobo=${TOKEN}` }), 200);
  // Addresses are kept in histories and logs: in them, the token counts for nothing.
  assertEquals(statusOf(guard, {}, { path: `/api/boards?token=${TOKEN}` }), 401);
  assertEquals(statusOf(guard, { Cookie: `kob=${TOKEN}` }), 401);
  assertEquals(statusOf(guard, { [TOKEN_HEADER]: `${TOKEN}x` }), 401);
  assertEquals(statusOf(guard, {}, { path: "/?code=" }), 401);
  // Whoever asks to be let in is for `enter()` to refuse.
  assertEquals(statusOf(guard, {}, { path: "/?token=" }), 200);
  assertEquals(statusOf(guard, {}, { path: "/?token=", method: "HEAD" }), 401);
  assertEquals(statusOf(guard, {}, { path: "/index.html?token=" }), 401);
  // The host is checked first: a foreign page learns nothing about the token.
  assertEquals(statusOf(guard, { Host: "evil.example", [TOKEN_HEADER]: TOKEN }), 403);
});

Deno.test("RequestGuard.checkToken() takes the token from its header alone", () => {
  const guard = guardOf();
  const requestOf = (headers: Record<string, string>, path = "/") =>
    new Request(`${OWN}${path}`, { method: "POST", headers });
  guard.checkToken(requestOf({ [TOKEN_HEADER]: TOKEN }));
  const refused = [
    requestOf({}),
    requestOf({ [TOKEN_HEADER]: "" }),
    requestOf({ [TOKEN_HEADER]: TOKEN.toUpperCase() }),
    requestOf({ Cookie: `kobo=${TOKEN}` }),
    requestOf({}, `/?token=${TOKEN}`),
  ];
  for (const request of refused) {
    assertThrows(() => guard.checkToken(request), RequestError, "without the token");
  }
});
