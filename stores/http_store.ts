import { messageOf } from "../system/message_of.ts";
import { checkKey, checkPrefix, findKeyProblem } from "./check_key.ts";
import { parseHttpAddress } from "./http_address.ts";
import { HttpRequests } from "./http_requests.ts";
import { httpToken, type ServerToken } from "./http_token.ts";
import { OpenContent } from "./open_content.ts";
import { ListProgress } from "./list_progress.ts";
import type {
  PutCondition,
  Store,
  StoreCallOptions,
  StoreContent,
  StoredBytes,
  StoredObject,
} from "./store.ts";
import { isStoreError, type StoreError } from "./store_error.ts";

/** Where the store is below the server's address. */
const OBJECT = "api/store";
const LIST = "api/store/list";
const PAGE = 1000;
const CHUNK_BYTES = 256 * 1024;
/** No line of a list is longer: a key has 1,024 bytes, of which JSON may make six times as many. */
const MAX_LINE = 16 * 1024;
/** What is answered to a change. */
const MAX_REPLY_BYTES = 64 * 1024;
/** As much as one answer of the server has at most. */
const MAX_GET_BYTES = 8 * 1024 ** 2;

/** A store on a team's server, as `kobo serve` starts one. */
export class HttpStore implements Store {
  readonly #requests: HttpRequests;

  /**
   * Sends nothing yet.
   *
   * @param address `https://host` or `https://host/path`
   * @param token Of a person. Default: that of the environment.
   * @param patience For tests: how long next to nothing may come of an answer. Default: 30 s.
   * @throws {StoreError} `bad_address`, or `denied` where there is no token.
   */
  constructor(address: string, token?: ServerToken, { maxStallMs }: { maxStallMs?: number } = {}) {
    const url = parseHttpAddress(address);
    this.#requests = new HttpRequests(url, httpToken(url, token), maxStallMs);
  }

  /** The server's address. */
  get address(): string {
    return this.#requests.address;
  }

  /** Writes an object. */
  async put(
    key: string,
    content: StoreContent,
    condition?: PutCondition,
    { signal, rate }: StoreCallOptions = {},
  ): Promise<string> {
    checkKey(key);
    const action = `write ${key}`;
    using source = await OpenContent.open(content);
    const { size, file, bytes } = source;
    let attempts = 0;
    const body = () => {
      attempts++;
      // A file is read from its start for each attempt.
      return bytes ?? streamOf(source, { signal, rate });
    };
    if (bytes !== undefined) await rate?.take(size, signal);
    const query = { key, size: String(size), ...conditionQuery(condition) };
    const request = { action, method: "PUT", path: OBJECT, query, body, bodyBytes: size } as const;
    try {
      const { bytes } = await this.#requests.send({
        ...request,
        bodyMs: file && rate?.maxMs(size),
        maxBytes: MAX_REPLY_BYTES,
        signal,
      });
      return this.#versionIn(bytes, action);
    } catch (error) {
      // An attempt whose answer was lost may have written it.
      if (!isStoreError(error, "conflict") || attempts < 2) throw error;
      const ours = await this.#findOurs(key, source, signal);
      if (ours === undefined) throw error;
      return ours;
    }
  }

  /** Reads a part of an object. */
  async get(
    key: string,
    offset: number,
    length: number,
    { signal }: StoreCallOptions = {},
  ): Promise<StoredBytes> {
    checkKey(key);
    const action = `read ${key}`;
    const first = await this.#getPart(key, action, offset, length, signal);
    const wanted = Math.min(length, Math.max(0, first.size - offset));
    if (first.bytes.length === wanted) return first;
    const bytes = new Uint8Array(wanted);
    bytes.set(first.bytes);
    for (let at = first.bytes.length; at < wanted;) {
      const next = await this.#getPart(key, action, offset + at, wanted - at, signal);
      if (next.version !== first.version || next.bytes.length === 0) {
        throw this.#requests.error("conflict", action, "it changed meanwhile");
      }
      bytes.set(next.bytes, at);
      at += next.bytes.length;
    }
    return { ...first, bytes };
  }

  /** Lists objects. */
  async *list(prefix: string, { signal }: StoreCallOptions = {}): AsyncGenerator<StoredObject[]> {
    checkPrefix(prefix);
    const action = `list "${prefix}"`;
    const request = { action, method: "GET", path: LIST, query: { prefix }, signal } as const;
    const progress = new ListProgress();
    let page: StoredObject[] = [];
    for await (
      const object of this.#objects(await this.#requests.stream(request), action, signal)
    ) {
      if (!object.key.startsWith(prefix)) {
        throw this.#requests.error("invalid", action, "it lists keys without the prefix");
      }
      page.push(object);
      if (page.length < PAGE) continue;
      if (!progress.take(page)) throw this.#requests.error("invalid", action, "it does not end");
      yield page.filter(isOfStore);
      page = [];
    }
    const last = page.filter(isOfStore);
    if (last.length > 0) yield last;
  }

  /** Removes an object. */
  async delete(key: string, { signal }: StoreCallOptions = {}): Promise<void> {
    checkKey(key);
    const action = `remove ${key}`;
    const request = { action, method: "DELETE", path: OBJECT, query: { key }, signal } as const;
    await this.#requests.send({ ...request, maxBytes: MAX_REPLY_BYTES });
  }

  /** Holds nothing. */
  [Symbol.dispose](): void {}

  async #getPart(
    key: string,
    action: string,
    offset: number,
    length: number,
    signal?: AbortSignal,
  ): Promise<StoredBytes> {
    const maxBytes = Math.min(length, MAX_GET_BYTES);
    const query = { key, offset: String(offset), length: String(maxBytes) };
    const request = { action, method: "GET", path: OBJECT, query, maxBytes, signal } as const;
    const { bytes, headers } = await this.#requests.send(request);
    const size = Number(headers.get("x-kobo-size") ?? NaN);
    const version = headers.get("x-kobo-version");
    const expected = Math.max(0, Math.min(maxBytes, size - offset));
    if (version === null || !Number.isSafeInteger(size) || bytes.length !== expected) {
      throw this.#requests.error(
        "invalid",
        action,
        `asked for ${maxBytes} bytes from ${offset} on, it sent ${bytes.length} of ${size}`,
      );
    }
    return { bytes, size, version };
  }

  /** The objects in an answer, which has a line for each, and one that says that these were all. */
  async *#objects(
    body: ReadableStream<Uint8Array>,
    action: string,
    signal?: AbortSignal,
  ): AsyncGenerator<StoredObject> {
    let rest = "";
    let hasEnded = false;
    try {
      for await (const text of body.pipeThrough(new TextDecoderStream() as never)) {
        signal?.throwIfAborted();
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        if (rest.length > MAX_LINE) throw this.#noList(action);
        for (const line of lines) {
          if (hasEnded) throw this.#noList(action);
          if (line === "end") hasEnded = true;
          else yield this.#objectIn(line, action);
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Error && error.name === "StoreError") throw error;
      throw this.#requests.error("unavailable", action, messageOf(error));
    }
    if (!hasEnded) throw this.#requests.error("unavailable", action, "the answer was cut off");
  }

  #objectIn(line: string, action: string): StoredObject {
    let object: { key?: unknown; size?: unknown; version?: unknown };
    try {
      object = Object(JSON.parse(line));
    } catch {
      throw this.#noList(action);
    }
    const { key, size, version } = object;
    const isSize = Number.isSafeInteger(size) && Number(size) >= 0;
    if (typeof key !== "string" || !isSize) throw this.#noList(action);
    return { key, size: Number(size), ...(typeof version === "string" && { version }) };
  }

  #noList(action: string): StoreError {
    return this.#requests.error("invalid", action, "the answer is no list of objects");
  }

  #versionIn(bytes: Uint8Array, action: string): string {
    try {
      const { version } = Object(JSON.parse(new TextDecoder().decode(bytes)));
      if (typeof version === "string") return version;
    } catch {
      // It is no answer of ours.
    }
    throw this.#requests.error("invalid", action, "the answer has no version");
  }

  /** The version of an object that is what we wanted to write; `undefined` for another one. */
  async #findOurs(
    key: string,
    source: OpenContent,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { size } = source;
    let version: string | undefined;
    for (let at = 0; at < Math.max(size, 1); at += MAX_GET_BYTES) {
      const there = await this.get(key, at, MAX_GET_BYTES, { signal }).catch((error) => {
        if (isStoreError(error, "not_found")) return undefined;
        throw error;
      });
      if (there?.size !== size || (version ??= there.version) !== there.version) return undefined;
      const ours = await source.read(at, there.bytes.length);
      if (ours.some((byte, i) => byte !== there.bytes[i])) return undefined;
    }
    return version;
  }
}

/** Others may list what is none of a store's. */
function isOfStore({ key }: StoredObject): boolean {
  return findKeyProblem(key) === undefined;
}

function conditionQuery(condition?: PutCondition): Record<string, string> {
  if (condition === undefined) return {};
  return condition === "absent" ? { if: "absent" } : { if: "version", version: condition.version };
}

/** A content from its start. */
function streamOf(
  source: OpenContent,
  { signal, rate }: StoreCallOptions,
): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      const bytes = await source.read(at, CHUNK_BYTES);
      at += bytes.length;
      await rate?.take(bytes.length, signal);
      if (bytes.length > 0) controller.enqueue(bytes);
      if (at >= source.size || bytes.length === 0) controller.close();
    },
  });
}
