import type { RequestGuard } from "./request_guard.ts";

/**
 * The answer to the first address, which has the token: a cookie for all that
 * come after, and the same address without the token, which so stays out of
 * the history and of what people share.
 *
 * `undefined` where the request is no such.
 */
export function welcome(gate: RequestGuard, request: Request, url: URL): Response | undefined {
  const isFirst = request.method === "GET" && url.pathname === "/" &&
    gate.options.tokenForAll && url.searchParams.has("token") && gate.hasToken(request, url);
  if (!isFirst) return undefined;
  const { token, cookieName } = gate.options;
  const headers = new Headers({
    "Set-Cookie": `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  });
  const site = request.headers.get("sec-fetch-site");
  if (site === null || site === "none" || site === "same-origin") {
    headers.set("Location", "/");
    return new Response(null, { status: 303, headers });
  }
  // After a link on a foreign page the browser would not send the cookie to a
  // redirect's target, but it does where our own page goes on.
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response('<!doctype html><meta http-equiv="refresh" content="0;url=/">', { headers });
}
