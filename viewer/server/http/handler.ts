import { entryPage } from "./entry_page.ts";
import { RequestError } from "./request_error.ts";
import type { RequestGuard } from "./request_guard.ts";
import { addSecurityHeaders } from "./security_headers.ts";
import { toRequestError } from "./to_request_error.ts";
import { WrongHostError } from "./wrong_host_error.ts";

/** What a handler is made of. */
export interface HandlerOptions {
  /** Decides which requests are answered. */
  guard: RequestGuard;
  /** Answers a request that the guard has accepted. */
  route(request: Request, url: URL): Promise<Response>;
  /** The page for a person who opened the viewer under a name that is not its own. */
  wrongHostPage(): Response;
  /** Receives errors that are faults of the server. */
  log(message: string): void;
}

/** Makes a function that answers any request: it never throws. */
export function createHandler(options: HandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return addSecurityHeaders(await respond(options, request));
    } catch (thrown) {
      const error = toRequestError(thrown);
      if (error.status === 500) {
        options.log(thrown instanceof Error ? `${thrown.stack}` : String(thrown));
      }
      if (error.status === 401 && wantsPage(request)) return addSecurityHeaders(entryPage());
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

async function respond({ guard, route }: HandlerOptions, request: Request): Promise<Response> {
  const url = URL.parse(request.url);
  if (url === null) throw new RequestError("bad_request", "The address is not well formed");
  guard.check(request, url);
  return await route(request, url);
}
