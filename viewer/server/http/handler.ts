import { nothingAt } from "../../../stores/nothing_at.ts";
import { entryPage } from "./entry_page.ts";
import { RequestError } from "./request_error.ts";
import type { RequestGuard } from "./request_guard.ts";
import { addSecurityHeaders } from "./security_headers.ts";
import type { Arrival, Site } from "./site.ts";
import { toRequestError } from "./to_request_error.ts";
import { WrongHostError } from "./wrong_host_error.ts";

/** What a handler is made of. */
export interface HandlerOptions {
  /** Decides which requests are answered. */
  guard: RequestGuard;
  /** What the server is from outside. */
  site: Site;
  /** Answers a request that the guard has accepted. */
  route(request: Request, arrival: Arrival): Promise<Response>;
  /** The page for a person who opened the viewer under a name that is not its own. */
  wrongHostPage(): Response;
  /** Receives errors that are faults of the server. */
  log(message: string): void;
}

/** Makes a function that answers any request, given the address that it came from: it never throws. */
export function createHandler(
  options: HandlerOptions,
): (request: Request, client: string) => Promise<Response> {
  return async (request, client) => {
    try {
      return addSecurityHeaders(await respond(options, request, client));
    } catch (thrown) {
      const error = toRequestError(thrown);
      if (error.status === 500) {
        options.log(thrown instanceof Error ? `${thrown.stack}` : String(thrown));
      }
      if (error.kind === "forbidden" && error.status === 401 && wantsPage(request)) {
        return addSecurityHeaders(entryPage());
      }
      if (error instanceof WrongHostError && wantsPage(request)) {
        return addSecurityHeaders(options.wrongHostPage());
      }
      const headers = error.kind === "busy" ? { "Retry-After": "1" } : undefined;
      return addSecurityHeaders(Response.json(error.toReply(), { status: error.status, headers }));
    }
  };
}

/** Whether a person waits for the answer, not a program or a page of ours. */
function wantsPage(request: Request): boolean {
  return request.method === "GET" && (request.headers.get("accept") ?? "").includes("text/html");
}

async function respond(
  { guard, site, route }: HandlerOptions,
  request: Request,
  client: string,
): Promise<Response> {
  const arrival = site.arrive(request, client);
  const { url, place } = arrival;
  guard.check(request, url, arrival);
  if (place === "inside") return await route(request, arrival);
  const isRoot = place === "root" && (request.method === "GET" || request.method === "HEAD");
  if (isRoot) return new Response(null, { status: 308, headers: { Location: site.root } });
  throw new RequestError(
    "not_found",
    `${nothingAt(url.pathname)}: the viewer is at ${site.root}`,
  );
}
