import type { Entrance } from "./entrance.ts";
import type { RequestGuard } from "./request_guard.ts";
import type { Arrival, Site } from "./site.ts";

/**
 * The response to an address with a code, which lets one browser in: it sets a cookie for all later
 * requests, and leads to the same address without the code.
 *
 * `undefined` if the request is another one.
 *
 * @throws {RequestError} `forbidden`, with status 401, if the code is used, old or wrong.
 */
export function enter(
  { guard, entrance, site }: { guard: RequestGuard; entrance: Entrance; site: Site },
  request: Request,
  { url, isSecure }: Arrival,
): Response | undefined {
  if (!guard.isEntry(request, url)) return undefined;
  const isNew = entrance.codes.redeem(url.searchParams.get("token") ?? "");
  // Who goes back to a used address is in already.
  if (!isNew && !guard.hasToken(request)) throw guard.noToken();
  const { token, cookieName } = guard.options;
  const headers = new Headers();
  if (isNew) {
    const attributes = `Path=${site.root}; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
    headers.set("Set-Cookie", `${cookieName}=${token}; ${attributes}`);
  }
  const from = request.headers.get("sec-fetch-site");
  const isTyped = from === "none" || from === "same-origin";
  if (isTyped || !(request.headers.get("accept") ?? "").includes("text/html")) {
    headers.set("Location", site.root);
    return new Response(null, { status: 303, headers });
  }
  // After a link on a foreign page, or in a file, the browser does not send the cookie to the target
  // of a redirect; it does when our own page navigates on. Nor does it say where the link was, to an
  // address without TLS.
  headers.set("Content-Type", "text/html; charset=utf-8");
  const leads = `<!doctype html><meta http-equiv="refresh" content="0;url=${site.root}">`;
  return new Response(leads, { headers });
}
