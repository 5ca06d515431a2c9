import { infoOfLater } from "../../../system/file_info.ts";
import { OpenFile } from "../../../system/open_file.ts";
import { mediaTypeOf } from "../../protocol/media_types.ts";
import type { Responses } from "./response_queue.ts";
import { RequestError } from "./request_error.ts";

const CHUNK_BYTES = 64 * 1024;

/**
 * The response with a file, or with the range of it that was requested.
 *
 * A file that may be anything but an image, a video or a sound is downloaded
 * instead of shown, whatever its content is.
 *
 * @param path A regular file, without links.
 * @param filename Its ending says which type it has.
 */
export async function serveMediaFile(
  path: string,
  filename: string,
  request: Request,
  responses: Responses,
): Promise<Response> {
  const { size, mtimeMs } = await infoOfLater(path);
  const type = mediaTypeOf(filename);
  const headers = new Headers({
    "Content-Type": type ?? "application/octet-stream",
    "Accept-Ranges": "bytes",
    // The name contains the content's hash, so the content never changes.
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    ETag: `"${size.toString(36)}-${mtimeMs.toString(36)}"`,
  });
  if (type === undefined) headers.set("Content-Disposition", "attachment");
  if (request.headers.get("if-none-match") === headers.get("etag")) {
    return new Response(null, { status: 304, headers });
  }
  const range = rangeOf(request, headers.get("etag")!, size);
  if (range === "none") {
    headers.set("Content-Range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { from, to } = range ?? { from: 0, to: size };
  headers.set("Content-Length", String(to - from));
  if (range !== undefined) headers.set("Content-Range", `bytes ${from}-${to - 1}/${size}`);
  const status = range === undefined ? 200 : 206;
  if (request.method === "HEAD" || to === from) return new Response(null, { status, headers });
  return new Response(responses.chunks(readChunks(path, from, to), CHUNK_BYTES), {
    status,
    headers,
  });
}

/** The range that is requested; for several ranges the response is the whole file. */
function rangeOf(
  request: Request,
  etag: string,
  size: number,
): { from: number; to: number } | "none" | undefined {
  const header = request.headers.get("range");
  const ifRange = request.headers.get("if-range");
  if (header === null || (ifRange !== null && ifRange !== etag)) return undefined;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (match === null || match[0] === "bytes=-") return undefined;
  const [, first, last] = match;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : "none";
}

async function* readChunks(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  using file = await OpenFile.openLater(path);
  for (let at = from; at < to;) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, to - at));
    const count = await file.readSomeLater(chunk, at);
    if (count === 0) {
      throw new RequestError("failed", "The file was truncated while it was sent");
    }
    yield chunk.subarray(0, count);
    at += count;
  }
}
