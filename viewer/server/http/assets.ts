import { nothingAt } from "../../../stores/nothing_at.ts";
import { files, sourceHash } from "../../page/bundle.ts";
import type { Responses } from "./response_queue.ts";
import { RequestError } from "./request_error.ts";

const INDEX = "index.html";
/** The page reads the token of the process from here. */
const TOKEN_META = '<meta name="kobo-token" content="">';

/**
 * The response with a file of the page; `/` is index.html, with the token in it.
 *
 * @param token Without characters that are special in HTML.
 * @throws {RequestError} `not_found`.
 */
export function serveAsset(
  request: Request,
  url: URL,
  { token, responses }: { token: string; responses: Responses },
): Response {
  const name = url.pathname === "/" ? INDEX : url.pathname.slice(1);
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) {
    throw new RequestError("not_found", nothingAt(url.pathname));
  }
  const headers = new Headers({ "Content-Type": file.type });
  if (name === INDEX) {
    const text = file.text.replace(TOKEN_META, TOKEN_META.replace('""', `"${token}"`));
    return new Response(text, { headers });
  }
  headers.set("ETag", `"${sourceHash}"`);
  headers.set("Cache-Control", "no-cache");
  if (request.headers.get("if-none-match") === headers.get("etag")) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(responses.bytes(new TextEncoder().encode(file.text)), { headers });
}
