/**
 * A store by HTTP: what `stores/http_store.ts` asks.
 *
 * | method and path | parameters | answer |
 * |---|---|---|
 * | `GET /api/store` | `key`, `offset`, `length` | the bytes, with `X-Kobo-Size` and `X-Kobo-Version` |
 * | `PUT /api/store` | `key`, `size`, `if=absent` or `if=version` and `version` | `{ "version": … }` |
 * | `DELETE /api/store` | `key` | `{}` |
 * | `GET /api/store/list` | `prefix` | a line of JSON for each object, then `end` |
 *
 * An object in a list has a `version` where its key does not say all that it can hold; of a list of
 * all boards these are their metadata and records.
 *
 * @module
 */
import * as v from "@badrap/valita";
import { isStoreError, StoreError } from "../../../stores/store_error.ts";
import type { PutCondition, Store, StoreCallOptions, StoredObject } from "../../../stores/store.ts";
import type { StreamedContent } from "../../../stores/write_durably.ts";
import { codeOf } from "../../../system/error_code.ts";
import { fields, integerText, oneOf, text } from "../../protocol/schema.ts";
import { checkQuery } from "../http/check_request.ts";
import { RequestError } from "../http/request_error.ts";
import type { Responses } from "../http/response_queue.ts";
import { bodyChunks, drainBody } from "./body_chunks.ts";

/** A store that also takes what comes bit by bit. */
export interface StreamedStore extends Omit<Store, "put"> {
  /** As that of a `Store`. @param size How many bytes the content is to have. */
  put(
    key: string,
    content: StreamedContent & { size: number },
    condition?: PutCondition,
    options?: StoreCallOptions,
  ): Promise<string>;
}

/** A request for a store. */
export interface StoreCall {
  store: StreamedStore;
  request: Request;
  url: URL;
  /** Sends what is answered. */
  responses: Responses;
}

const MAX_KEY = 1024;
/** As much as one answer has at most; `HttpStore` asks for the rest. */
const MAX_GET_BYTES = 8 * 1024 ** 2;
/** As many objects are put together into one chunk of an answer. */
const LINES_AT_A_TIME = 200;

const key = text(MAX_KEY);
const keyQuery = fields({ key });
const getQuery = fields({
  key,
  offset: integerText(0),
  length: integerText(1, MAX_GET_BYTES),
});
const putQuery = fields({
  key,
  size: integerText(0),
  if: oneOf("absent", "version").optional(),
  version: text(200).optional(),
});
const listQuery = fields({ prefix: v.string().optional(() => "") });

/** What the kinds of a store's errors are as statuses. */
const STATUS: Readonly<Record<StoreError["kind"], number>> = {
  not_found: 404,
  conflict: 412,
  no_store: 503,
  denied: 403,
  unavailable: 503,
  full: 507,
  bad_key: 400,
  bad_address: 400,
  invalid: 422,
};

/** Answers `GET /api/store`. @throws {RequestError} If it cannot. */
export async function getObject({ store, request, url, responses }: StoreCall): Promise<Response> {
  const { key, offset, length } = checkQuery(getQuery, url);
  const { signal } = request;
  const found = await asRequest(() => store.get(key, offset, length, { signal }));
  return new Response(responses.bytes(found.bytes), {
    headers: {
      "Content-Type": "application/octet-stream",
      "X-Kobo-Size": String(found.size),
      "X-Kobo-Version": found.version,
    },
  });
}

/** Answers `PUT /api/store`. @throws {RequestError} If it cannot; nothing is written then. */
export async function putObject({ store, request, url }: StoreCall): Promise<Response> {
  const { key, size, if: wanted, version } = checkQuery(putQuery, url);
  const condition = wanted === "version" ? { version: version ?? "" } : wanted;
  const chunks = bodyChunks(request, size);
  try {
    const { signal } = request;
    const written = await asRequest(() => store.put(key, { chunks, size }, condition, { signal }));
    return Response.json({ version: written });
  } catch (error) {
    // Else the connection ends before the client has read why.
    await drainBody(request);
    throw error;
  }
}

/** Answers `DELETE /api/store`. @throws {RequestError} If it cannot. */
export async function deleteObject({ store, request, url }: StoreCall): Promise<Response> {
  const { key } = checkQuery(keyQuery, url);
  await asRequest(() => store.delete(key, { signal: request.signal }));
  return Response.json({});
}

/** Answers `GET /api/store/list`. @throws {RequestError} If it cannot begin. */
export async function listObjects(
  { store, request, url, responses }: StoreCall,
): Promise<Response> {
  const { prefix } = checkQuery(listQuery, url);
  const pages = store.list(prefix, { signal: request.signal })[Symbol.asyncIterator]();
  // An error of the first page still has a status.
  const first = await asRequest(() => pages.next());
  return new Response(responses.chunks(lines(pages, first), 0), {
    headers: { "Content-Type": "application/x-ndjson" },
  });
}

async function* lines(
  pages: AsyncIterator<StoredObject[]>,
  first: IteratorResult<StoredObject[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let page = first; !page.done; page = await pages.next()) {
    for (let at = 0; at < page.value.length; at += LINES_AT_A_TIME) {
      const objects = page.value.slice(at, at + LINES_AT_A_TIME);
      const text = objects
        .map(({ key, size, version }) => `${JSON.stringify({ key, size, version })}\n`).join("");
      yield encoder.encode(text);
    }
  }
  yield encoder.encode("end\n");
}

async function asRequest<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StoreError) {
      const kind = isStoreError(cause, "not_found") ? "not_found" : "failed";
      throw new RequestError(kind, cause.message, { status: STATUS[cause.kind], cause });
    }
    const code = codeOf(cause);
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new RequestError("failed", "The server's disk is full", { status: 507, cause });
    }
    throw cause;
  }
}
