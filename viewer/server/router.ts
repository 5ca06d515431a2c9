import { nothingAt } from "../../stores/nothing_at.ts";
import type { Person } from "../protocol/api.ts";
import { clientKey } from "./http/client_key.ts";
import { readBody } from "./http/read_body.ts";
import { RequestError } from "./http/request_error.ts";
import type { Arrival } from "./http/site.ts";
import type { Route } from "./route.ts";
import { getAsset, ROUTES } from "./routes.ts";
import type { Viewer } from "./viewer.ts";

/** Any path that no route has may be a file of the page. */
const ASSET_ROUTE: Route = { method: "GET", path: "/", role: "anyone", handle: getAsset };

/** A route, and the segments of the path that stand for its `:id` and `:name`. */
interface Match {
  route: Route;
  id: string;
  name: string;
}

/**
 * Answers a request that the guard has accepted.
 *
 * @throws {RequestError} If there is no such address, or its route has no reply.
 */
export async function route(
  viewer: Viewer,
  request: Request,
  arrival: Arrival,
): Promise<Response> {
  const { url } = arrival;
  const { route, id, name } = findRoute(request, url);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const isChange = hasBody && !route.tokenless;
  let person: Person | undefined;
  if (viewer.team === undefined) {
    if (isChange) viewer.guard.checkToken(request);
  } else if (route.role !== "anyone") {
    person = viewer.team.admit(request, arrival, route.role, isChange);
  }
  const who = viewer.team &&
    (person?.name ?? viewer.team.nameOf(request) ?? clientKey(arrival.client));
  // The limiter comes after this: a client that sends slowly delays no other. Nor do strangers who
  // send slowly keep people from theirs.
  const bodies = viewer.team !== undefined && person === undefined ? viewer.logins : viewer.bodies;
  const receive = () => bodies.run(() => readBody(request), request.signal, who);
  const body = hasBody && !route.rawBody ? await receive() : {};
  const responses = viewer.responses.of(who);
  const call = { viewer, person, who, responses, request, arrival, url, id, name, body };
  if (route.unlimited) return await route.handle(call);
  return await viewer.limiter.run(async () => await route.handle(call), request.signal, who);
}

function findRoute(request: Request, url: URL): Match {
  const path = decodeSegments(url.pathname);
  // HEAD is GET; the HTTP server leaves out the body of the response.
  const method = request.method === "HEAD" ? "GET" : request.method;
  let isKnown = false;
  for (const route of ROUTES) {
    const match = matchRoute(route, path);
    if (match === undefined) continue;
    if (route.method === method) return match;
    isKnown = true;
  }
  if (!isKnown && method === "GET") return { route: ASSET_ROUTE, id: "", name: "" };
  if (!isKnown) throw new RequestError("not_found", nothingAt(url.pathname));
  throw new RequestError("bad_request", `Cannot ${request.method} ${url.pathname}`, {
    status: 405,
  });
}

/** Splits before it decodes, and decodes once: an encoded slash stays within its segment. */
function decodeSegments(pathname: string): string[] {
  try {
    return pathname.slice(1).split("/").map(decodeURIComponent);
  } catch {
    throw new RequestError("bad_request", "The address is not well encoded");
  }
}

function matchRoute(route: Route, path: readonly string[]): Match | undefined {
  const pattern = route.path.slice(1).split("/");
  if (pattern.length !== path.length) return undefined;
  const match: Match = { route, id: "", name: "" };
  for (const [index, segment] of path.entries()) {
    const wanted = pattern[index];
    if (wanted === ":id") match.id = segment;
    else if (wanted === ":name") match.name = segment;
    else if (wanted !== segment) return undefined;
  }
  return match;
}
