import { checkKey, checkPrefix, findKeyProblem } from "./check_key.ts";
import { OpenContent } from "./open_content.ts";
import { ListProgress } from "./list_progress.ts";
import { parseS3Address } from "./s3_address.ts";
import { parsePage } from "./s3_answers.ts";
import type { S3StoreOptions } from "./s3_store_options.ts";
import { S3Requests, type S3Response } from "./s3_requests.ts";
import { uploadInParts } from "./s3_upload.ts";
import type {
  PutCondition,
  Store,
  StoreCallOptions,
  StoreContent,
  StoredBytes,
  StoredObject,
} from "./store.ts";
import { isStoreError, StoreError } from "./store_error.ts";

const PART_BYTES = 16 * 1024 ** 2;
const PAGE = 1000;

/** A store in a bucket of S3, or of what speaks it: R2, MinIO, Ceph and others. */
export class S3Store implements Store {
  readonly #requests: S3Requests;
  readonly #prefix: string;
  readonly #partBytes: number;

  /**
   * Sends nothing yet.
   *
   * @param address `s3://bucket/prefix`
   * @throws {StoreError} `bad_address`, or `denied` where there are no credentials.
   */
  constructor(address: string, options: S3StoreOptions = {}) {
    const place = parseS3Address(address);
    this.#prefix = place.prefix;
    this.#partBytes = options.partBytes ?? PART_BYTES;
    this.#requests = new S3Requests(place, options);
  }

  /** `s3://bucket/prefix/` */
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
    this.#checkKey(key);
    const headers = conditionHeaders(condition);
    const action = `write ${key}`;
    using source = await OpenContent.open(content);
    if (source.file !== undefined && source.size > this.#partBytes) {
      const settings = { key, action, partBytes: this.#partBytes, headers, signal, rate };
      return await uploadInParts(this.#requests, source.file, settings);
    }
    const body = await source.read(0, source.size);
    const conflict = (reason: string) =>
      new StoreError("conflict", `Cannot ${action} in ${this.address}: ${reason}`);
    const request = { action, method: "PUT", key, headers, body, signal, rate } as const;
    const answer = await this.#requests.send(request, [200, 412]).catch((error) => {
      throw isStoreError(error, "not_found") ? conflict("it was removed") : error;
    });
    if (answer.status === 200) return versionOf(answer, action);
    const ours = answer.attempts > 1 ? await this.#findOurs(key, body, signal) : undefined;
    if (ours !== undefined) return ours;
    throw conflict(condition === "absent" ? "it is there already" : "it was changed");
  }

  /** Reads a part of an object. */
  async get(
    key: string,
    offset: number,
    length: number,
    { signal }: StoreCallOptions = {},
  ): Promise<StoredBytes> {
    this.#checkKey(key);
    const action = `read ${key}`;
    const headers = { range: `bytes=${offset}-${offset + length - 1}` };
    const request = { action, method: "GET", key, headers, maxBytes: length, signal } as const;
    const answer = await this.#requests.send(request, [200, 206, 416]);
    const { bytes } = answer;
    if (answer.status === 416) return await this.#sizeOnly(key, offset, signal);
    const version = versionOf(answer, action);
    if (answer.status === 200 && offset === 0) {
      const size = Number(answer.headers.get("content-length") ?? bytes.length);
      return { bytes, size, version };
    }
    const range = answer.headers.get("content-range") ?? "";
    const [, from, to, all] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [];
    const [first, last, size] = [Number(from), Number(to), Number(all)];
    const isWhole = first === offset && last - first + 1 === bytes.length &&
      (bytes.length === length || last + 1 === size);
    if (isWhole) return { bytes, size, version };
    throw this.#invalid(
      action,
      `asked for bytes ${offset} to ${offset + length - 1}, it sent ` +
        `${bytes.length} bytes as "${range}"`,
    );
  }

  /** Lists objects. */
  async *list(prefix: string, { signal }: StoreCallOptions = {}): AsyncGenerator<StoredObject[]> {
    checkPrefix(prefix);
    const action = `list "${prefix}"`;
    const all = this.#prefix + prefix;
    let token: string | undefined;
    const progress = new ListProgress();
    for (;;) {
      const query = {
        "list-type": "2",
        "max-keys": String(PAGE),
        prefix: all,
        ...(token !== undefined && { "continuation-token": token }),
      };
      const answer = await this.#requests.send({ action, method: "GET", query, signal }, [200]);
      const { objects, next } = parsePage(new TextDecoder().decode(answer.bytes));
      const stray = objects.find(({ key }) => !key.startsWith(all));
      if (stray !== undefined) throw this.#invalid(action, "it lists keys without the prefix");
      if (!progress.take(objects) || (next !== undefined && next === token)) {
        throw this.#invalid(action, "its pages do not end");
      }
      yield objects.map(({ key, ...object }) => ({
        ...object,
        key: key.slice(this.#prefix.length),
      }))
        // Others put there what is none of a store's, as "folders": keys with a slash at the end.
        .filter(({ key }) => findKeyProblem(key) === undefined);
      if (next === undefined) return;
      token = next;
    }
  }

  /** Removes an object. */
  async delete(key: string, { signal }: StoreCallOptions = {}): Promise<void> {
    this.#checkKey(key);
    const request = { action: `remove ${key}`, method: "DELETE", key, signal } as const;
    await this.#requests.send(request, [200, 204]).catch((error) => {
      if (!isStoreError(error, "not_found")) throw error;
    });
  }

  /** Holds nothing. */
  [Symbol.dispose](): void {}

  #checkKey(key: string): void {
    checkKey(key);
    checkKey(this.#prefix + key); // Together they may be too long.
  }

  /**
   * The version of what an attempt wrote whose answer was lost; `undefined` where the object has
   * other content.
   */
  async #findOurs(
    key: string,
    content: Uint8Array,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const { bytes, size, version } = await this.get(key, 0, content.length + 1, { signal });
      const isSame = size === content.length && bytes.every((byte, at) => byte === content[at]);
      return isSame ? version : undefined;
    } catch (error) {
      if (isStoreError(error, "not_found")) return undefined;
      throw error;
    }
  }

  /** Where there are no bytes at an offset, as in an object that is empty. */
  async #sizeOnly(key: string, offset: number, signal?: AbortSignal): Promise<StoredBytes> {
    const action = `read ${key}`;
    const answer = await this.#requests.send({ action, method: "HEAD", key, signal }, [200]);
    const size = Number(answer.headers.get("content-length") ?? NaN);
    if (size <= offset) {
      return { bytes: new Uint8Array(), size, version: versionOf(answer, action) };
    }
    throw this.#invalid(action, "it has no bytes where it is said to have some");
  }

  #invalid(action: string, reason: string): StoreError {
    return new StoreError("invalid", `Cannot ${action} in ${this.address}: ${reason}`);
  }
}

function conditionHeaders(condition?: PutCondition): Record<string, string> {
  if (condition === undefined) return {};
  return condition === "absent" ? { "if-none-match": "*" } : { "if-match": condition.version };
}

function versionOf({ headers }: S3Response, action: string): string {
  const version = headers.get("etag");
  if (version !== null) return version;
  throw new StoreError("invalid", `Cannot ${action}: the server's answer has no ETag`);
}
