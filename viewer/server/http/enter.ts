import type { EntryCodes } from "./entry_codes.ts";
import type { RequestGuard } from "./request_guard.ts";

/**
 * The response to an address with a code, which lets one browser in: it sets a cookie for all later
 * requests, and leads to the same address without the code.
 *
 * `undefined` if the request is another one.
 *
 * @throws {RequestError} `forbidden`, with status 401, if the code is used, old or wrong.
 */
export function enter(
  guard: RequestGuard,
  codes: EntryCodes,
  request: Request,
  url: URL,
): Response | undefined {
  if (!guard.isEntry(request, url)) return undefined;
  const isNew = codes.redeem(url.searchParams.get("token") ?? "");
  // Who goes back to a used address is in already.
  if (!isNew && !guard.hasToken(request)) throw guard.noToken();
  const { token, cookieName } = guard.options;
  const headers = new Headers();
  if (isNew) {
    headers.set("Set-Cookie", `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`);
  }
  const site = request.headers.get("sec-fetch-site");
  const isTyped = site === "none" || site === "same-origin";
  if (isTyped || !(request.headers.get("accept") ?? "").includes("text/html")) {
    headers.set("Location", "/");
    return new Response(null, { status: 303, headers });
  }
  // After a link on a foreign page, or in a file, the browser does not send the cookie to the target
  // of a redirect; it does when our own page navigates on. Nor does it say where the link was, to an
  // address without TLS.
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response('<!doctype html><meta http-equiv="refresh" content="0;url=/">', { headers });
}
