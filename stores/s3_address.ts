import { StoreError } from "./store_error.ts";

/** Where a bucket is, and how its objects are addressed. */
export interface S3Address {
  /** The bucket. */
  bucket: string;
  /** What the key of each object begins with: empty, or with a slash at its end. */
  prefix: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads `s3://bucket/prefix`.
 *
 * @throws {StoreError} `bad_address` where it is none; a text that may be a secret is not repeated.
 */
export function parseS3Address(address: string): S3Address {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]*)(.*)$/s.exec(address) ?? [];
  if (/[@:?#]/.test(bucket)) {
    throw new StoreError(
      "bad_address",
      "Cannot use the address s3://…: expected s3://bucket/prefix without keys or a host in it; " +
        "keys are read from AWS_ACCESS_KEY_ID or ~/.aws, a host from AWS_ENDPOINT_URL",
    );
  }
  if (!BUCKET.test(bucket)) {
    throw new StoreError(
      "bad_address",
      `Cannot use the bucket ${JSON.stringify(bucket)}: expected 3 to 63 of a-z, 0-9, . and -`,
    );
  }
  const segments = path.split("/").filter((segment) => segment !== "");
  return { bucket, prefix: segments.map((segment) => `${segment}/`).join("") };
}

/**
 * The URL of a bucket, with a slash at its end.
 *
 * @param pathStyle Whether the bucket is a part of the path, not of the host.
 * @throws {StoreError} `bad_address` where the endpoint is none.
 */
export function bucketUrl(
  bucket: string,
  { endpoint, region, pathStyle }: { endpoint?: string; region: string; pathStyle?: boolean },
): URL {
  const base = parseEndpoint(endpoint ?? `https://s3.${region}.amazonaws.com`);
  // A certificate for hosts holds for one level of names, and other services know paths alone.
  const isPath = pathStyle ?? (endpoint !== undefined || bucket.includes("."));
  if (isPath) base.pathname += `${bucket}/`;
  else base.host = `${bucket}.${base.host}`;
  return base;
}

function parseEndpoint(endpoint: string): URL {
  const refuse = () =>
    new StoreError(
      "bad_address",
      "Cannot use the endpoint of S3: expected https://host or http://host, without user, " +
        "password, query or fragment",
    );
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw refuse();
  }
  const { protocol, username, password, search, hash } = url;
  const isPlain = [username, password, search, hash].every((part) => part === "");
  if (!/^https?:$/.test(protocol) || !isPlain) throw refuse();
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The path of an object in its bucket's URL, as it is signed. */
export function encodeKey(key: string): string {
  return key.split("/").map((segment) =>
    encodeURIComponent(segment).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  ).join("/");
}
