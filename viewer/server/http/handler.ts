import { RequestError } from "./request_error.ts";
import { route, type Viewer } from "../router.ts";
import { addSecurityHeaders } from "./security_headers.ts";
import { toRequestError } from "./to_request_error.ts";

/**
 * Answers any request: never throws.
 *
 * @param log Is told of what should not happen.
 */
export async function createHandler(
  viewer: Viewer,
  request: Request,
  log: (message: string) => void,
): Promise<Response> {
  try {
    return addSecurityHeaders(await respond(viewer, request));
  } catch (thrown) {
    const error = toRequestError(thrown);
    if (error.status === 500) log(thrown instanceof Error ? `${thrown.stack}` : String(thrown));
    const headers = error.kind === "busy" ? { "Retry-After": "1" } : undefined;
    return addSecurityHeaders(Response.json(error.toReply(), { status: error.status, headers }));
  }
}

async function respond(viewer: Viewer, request: Request): Promise<Response> {
  const url = URL.parse(request.url);
  if (url === null) throw new RequestError("bad_request", "The address is not well formed");
  viewer.gate.check(request, url);
  return await route(viewer, request, url);
}
