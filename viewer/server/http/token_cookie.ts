import type { RequestGuard } from "./request_guard.ts";

/**
 * The response to the first address, which carries the token. It sets a cookie
 * for all later requests, and leads to the same address without the token, so
 * that the token stays out of the history and of addresses that people share.
 *
 * `undefined` if the request is another one.
 */
export function setTokenCookie(
  guard: RequestGuard,
  request: Request,
  url: URL,
): Response | undefined {
  const isFirst = request.method === "GET" && url.pathname === "/" &&
    guard.options.tokenForAll && url.searchParams.has("token") && guard.hasToken(request, url);
  if (!isFirst) return undefined;
  const { token, cookieName } = guard.options;
  const headers = new Headers({
    "Set-Cookie": `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  });
  const site = request.headers.get("sec-fetch-site");
  if (site === null || site === "none" || site === "same-origin") {
    headers.set("Location", "/");
    return new Response(null, { status: 303, headers });
  }
  // After a link on a foreign page, the browser does not send the cookie to the
  // target of a redirect; it does when our own page navigates on.
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response('<!doctype html><meta http-equiv="refresh" content="0;url=/">', { headers });
}
