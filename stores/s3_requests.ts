import { AwsV4Signer } from "aws4fetch";
import { createHash } from "node:crypto";
import type { ByteRate } from "./byte_rate.ts";
import { fetchAnswer } from "./fetch_answer.ts";
import { FailedAttempt, parseRetryAfter, sendPatiently } from "./send_patiently.ts";
import { errorCode, errorKind, textOf } from "./s3_answers.ts";
import { bucketUrl, encodeKey, type S3Address } from "./s3_address.ts";
import { readS3Surroundings, type S3Credentials } from "./s3_credentials.ts";
import type { S3StoreOptions } from "./s3_store_options.ts";
import { StoreError } from "./store_error.ts";

/** One request for an object, or with an empty key for the bucket. */
export interface S3Request {
  /** What to do, for messages: `read run_1/metadata.json`. */
  action: string;
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** The key, without the prefix of the store. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  /** Of a longer answer the rest is left. Default: 16 MiB, as a list of long keys may have. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** How fast bodies are sent. */
  rate?: ByteRate;
}

/** What was answered, read to its end. */
export interface S3Response {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  /** How many times it was asked: after the first, the server may have done already what it refuses. */
  attempts: number;
}

const MAX_ANSWER_BYTES = 16 * 1024 ** 2;
const MAX_QUOTED = 200;
/** What is shorter is no secret, and a part of many words. */
const MIN_SECRET_LENGTH = 4;

/** Credentials that are too old are read anew: another program may have replaced them. */
const EXPIRED = ["ExpiredToken", "InvalidToken", "RequestExpired"];

/**
 * Signs requests to one bucket, sends them, and sends them again where that may help: with pauses
 * that double, or as long as the server says. The clock may be off: the server's is followed then.
 */
export class S3Requests {
  /** As the user wrote it, for messages. */
  readonly address: string;
  readonly #place: S3Address;
  readonly #options: S3StoreOptions;
  #credentials?: S3Credentials;
  #url: URL;
  #region: string;
  /** How far the server's clock is ahead of ours. */
  #clockMs = 0;

  /** @throws {StoreError} `denied` where there are no credentials, `bad_address` for the endpoint. */
  constructor(place: S3Address, options: S3StoreOptions) {
    this.#place = place;
    this.#options = options;
    this.address = `s3://${place.bucket}/${place.prefix}`;
    const found = readS3Surroundings(undefined, options.credentials === undefined);
    const endpoint = options.endpoint ?? found.endpoint;
    this.#region = options.region ?? found.region ?? "us-east-1";
    this.#url = bucketUrl(place.bucket, {
      endpoint,
      region: this.#region,
      pathStyle: options.pathStyle,
    });
    this.#readCredentials();
  }

  /**
   * Sends a request.
   *
   * @param expected Statuses that are answers, and no errors.
   * @throws {StoreError} For any other status, and where there is no whole answer.
   */
  async send(request: S3Request, expected: readonly number[]): Promise<S3Response> {
    const { answer, attempts } = await sendPatiently(
      async () => {
        await request.rate?.take(request.body?.length ?? 0, request.signal);
        return await this.#try(request, expected);
      },
      request.signal,
    );
    return { ...answer, attempts };
  }

  async #try(
    request: S3Request,
    expected: readonly number[],
  ): Promise<Omit<S3Response, "attempts"> | FailedAttempt> {
    const { signal, method, maxBytes = MAX_ANSWER_BYTES, body } = request;
    const answer = await fetchAnswer(
      async (signal) => await fetch(await this.#sign(request, signal)),
      { method, maxBytes, sentBytes: body?.length, signal },
    );
    if ("reason" in answer) {
      // Which host that was tells who has forgotten the endpoint of their own server.
      const reason = `${this.#url.host}: ${answer.reason}`;
      const error = this.#error("unavailable", request, reason);
      return new FailedAttempt(error, { isTemporary: true, isSlow: answer.isSlow });
    }
    const { response, bytes } = answer;
    const { status, headers } = response;
    // Of a large upload the status is sent before the object is made.
    const isLateError = request.method === "POST" &&
      new TextDecoder().decode(bytes).includes("<Error>");
    if (!expected.includes(status) || isLateError) {
      return this.#fail(request, status, headers, bytes);
    }
    return { status, headers, bytes };
  }

  #fail(request: S3Request, status: number, headers: Headers, bytes: Uint8Array): FailedAttempt {
    const body = new TextDecoder().decode(bytes);
    const code = errorCode(body);
    const kind = errorKind(status, code);
    const said = [code, textOf(body, "Message")].filter((text) => text).join(": ");
    const region = headers.get("x-amz-bucket-region");
    const isElsewhere = region !== null && region !== this.#region &&
      (status === 301 || code === "AuthorizationHeaderMalformed");
    const reason = isElsewhere
      ? `the bucket is in the region ${region}, not ${this.#region}: set AWS_REGION`
      : said || `the server answered with status ${status}`;
    const isSkewed = code === "RequestTimeTooSkewed" && this.#followClock(headers);
    const isReplaced = EXPIRED.includes(code) && this.#readCredentials();
    return new FailedAttempt(this.#error(kind, request, reason), {
      isTemporary: kind === "unavailable" || isSkewed || isReplaced,
      retryAfterMs: isSkewed || isReplaced ? 0 : parseRetryAfter(headers.get("retry-after")),
    });
  }

  /** @returns Whether that changes anything. */
  #followClock(headers: Headers): boolean {
    const server = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(server)) return false;
    const before = this.#clockMs;
    this.#clockMs = server - Date.now();
    return Math.abs(this.#clockMs - before) > 60_000;
  }

  /** @returns Whether there are others than before. */
  #readCredentials(): boolean {
    const before = this.#credentials;
    this.#credentials = this.#options.credentials ?? readS3Surroundings().credentials;
    if (this.#credentials === undefined) {
      throw new StoreError(
        "denied",
        `Cannot use ${this.address}: there are no credentials; set AWS_ACCESS_KEY_ID and ` +
          "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
      );
    }
    return JSON.stringify(before) !== JSON.stringify(this.#credentials);
  }

  async #sign(request: S3Request, signal: AbortSignal): Promise<Request> {
    const { method, key, query = {}, body } = request;
    const url = new URL(this.#url);
    if (key !== undefined) url.pathname += encodeKey(this.#place.prefix + key);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const hash = createHash("sha256").update(body ?? new Uint8Array()).digest("hex");
    const signer = new AwsV4Signer({
      ...this.#credentials!, // The constructor has read them, or has thrown.
      method,
      url: url.href,
      headers: { ...request.headers, "x-amz-content-sha256": hash },
      service: "s3",
      region: this.#region,
      datetime: new Date(Date.now() + this.#clockMs).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    });
    const signed = await signer.sign();
    const headers = new Headers(signed.headers);
    // Not signed, as gateways change it; a body that is packed would have another length.
    headers.set("accept-encoding", "identity");
    return new Request(signed.url, { method, headers, body, signal, redirect: "manual" });
  }

  #error(kind: StoreError["kind"], { action }: S3Request, reason: string): StoreError {
    let text = reason;
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials ?? {};
    for (const secret of [secretAccessKey, sessionToken, accessKeyId]) {
      if (secret === undefined || secret.length < MIN_SECRET_LENGTH) continue;
      text = text.replaceAll(secret, "***"); // A server may repeat what it was sent.
    }
    if (text.length > MAX_QUOTED) text = `${text.slice(0, MAX_QUOTED)}…`;
    return new StoreError(kind, `Cannot ${action} in ${this.address}: ${text}`);
  }
}
